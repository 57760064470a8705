import type { ExchangeClient, L1Client } from '@tenor/sdk';
import { replayFromL1 } from '../../replay/replay-from-l1.ts';
import type { Checks } from '../checks.ts';
import type { CrashExchange } from './crash-exchange.ts';
import { awaitSettled } from './crash-watch.ts';
import type { CheckedBatch } from './plan-check.ts';

/** What L1 has of the day. */
export interface SettledDay {
  readonly settled: number;
  readonly stateRoot: bigint;
  readonly replayedRoot: bigint;
}

/** Waits for the real prover to settle the batches up to a number, and rebuilds their state from L1 alone. */
export async function settleDay(
  running: CrashExchange,
  exchange: ExchangeClient,
  l1: L1Client,
  batches: readonly CheckedBatch[],
  last: number,
  checks: Checks,
  tell: (line: string) => void,
): Promise<SettledDay> {
  if (last > 0) {
    running.startProver();
    await awaitSettled(exchange, last, tell);
    await running.stopProver();
  }
  const settled = await l1.settledBatch();
  const stateRoot = await l1.stateRoot();
  checks.that(`${settled} batches settled on L1`, settled >= last, `at least ${last} expected`);
  tell('rebuilding the state from L1 calldata');
  const { exchange: address } = running.deployment.addresses;
  const { replayedRoot } = await replayFromL1(running.rpcUrl, address, BigInt(running.deployment.deployBlock));
  checks.equal('state root rebuilt from L1 calldata alone', replayedRoot, stateRoot);
  const worked = batches[settled - 1]?.newRoot;
  if (worked !== undefined) checks.equal('state root on L1 and worked out again', stateRoot, worked);
  return { settled, stateRoot, replayedRoot };
}
