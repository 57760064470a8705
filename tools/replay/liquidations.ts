import { parseArgs } from 'node:util';
import { TenorError } from '@tenor/protocol';
import type { Hex } from 'viem';
import { auditBatch, type BatchAudit, type StateBefore, stateBefore } from './audit-batch.ts';
import { auditLines } from './audit-lines.ts';
import { replayFromL1 } from './replay-from-l1.ts';
import { toldBatches } from './told-batches.ts';

const USAGE = 'npx tsx tools/replay/liquidations.ts --rpc URL --exchange ADDRESS --api URL [--from-block N]';

/**
 * Judges every liquidation and deleveraging that an exchange has settled again, from L1 calldata, the exchange's receipts, and the rounds that the oracle set
 * signed. Exit code 0 only if each holds.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rpc: { type: 'string' },
      exchange: { type: 'string' },
      api: { type: 'string' },
      'from-block': { type: 'string' },
    },
  });
  if (!values.rpc || !values.api || !/^0x[0-9a-fA-F]{40}$/.test(values.exchange ?? ''))
    throw new TenorError('INVALID_PARAMS', { detail: USAGE });
  const told = await toldBatches(values.api);
  const audits: BatchAudit[] = [];
  let before: StateBefore;
  await replayFromL1(values.rpc, values.exchange as Hex, BigInt(values['from-block'] ?? 0), {
    before: (batch, replay) => {
      before = stateBefore(replay, told.get(batch));
    },
    after: (batch, replay, words) => {
      audits.push(auditBatch(batch, before, replay, words, told.get(batch)));
    },
  });
  const { lines, wrong } = auditLines(audits);
  for (const line of lines) console.log(line);
  process.exitCode = wrong === 0 ? 0 : 1;
}

await main().catch((error: unknown) => {
  console.error(error instanceof TenorError ? `error ${error.code} ${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
