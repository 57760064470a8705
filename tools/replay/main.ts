import { parseArgs } from 'node:util';
import { TenorError } from '@tenor/protocol';
import type { Hex } from 'viem';
import { replayFromL1 } from './replay-from-l1.ts';

const USAGE = 'npx tsx tools/replay/main.ts --rpc URL --exchange ADDRESS [--from-block N]';

/** Rebuilds an exchange's state from L1 and says whether it is the one the contract holds. Exit code 0 only if it is. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rpc: { type: 'string' }, exchange: { type: 'string' }, 'from-block': { type: 'string' } },
  });
  if (!values.rpc || !/^0x[0-9a-fA-F]{40}$/.test(values.exchange ?? '')) {
    throw new TenorError('INVALID_PARAMS', { detail: USAGE });
  }
  const started = performance.now();
  const report = await replayFromL1(values.rpc, values.exchange as Hex, BigInt(values['from-block'] ?? 0));
  const { circuit, batches, accounts, deposits, withdrawals, stateRoot, replayedRoot } = report;
  const { feePool, insuranceFund } = report.replay.state.house;
  console.log(`circuit       ${circuit}`);
  console.log(`batches       ${batches}`);
  console.log(`accounts      ${accounts}`);
  console.log(`deposits      ${deposits} µUSD`);
  console.log(`withdrawals   ${withdrawals} µUSD`);
  console.log(`fee pool      ${feePool} µUSD`);
  console.log(`insurance     ${insuranceFund} µUSD`);
  console.log(`root on L1    ${stateRoot}`);
  console.log(`root replayed ${replayedRoot}`);
  const equal = stateRoot === replayedRoot;
  console.log(`${equal ? 'EQUAL' : 'DIFFERENT'} after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  process.exitCode = equal ? 0 : 1;
}

await main().catch((error: unknown) => {
  console.error(error instanceof TenorError ? `error ${error.code} ${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
