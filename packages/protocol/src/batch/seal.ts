import type { CircuitSize } from '../parameters.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import { openedRows } from './fits.ts';
import type { OpenBatch } from './open-batch.ts';
import type { BatchPlan, OracleRound } from './plan.ts';

/** Closes the open batch into a plan; the rows it opens take the mark of its last round. */
export function sealBatch(
  state: ExchangeState,
  batch: OpenBatch,
  size: CircuitSize,
  number: number,
  command: { sequence: number; journalHead: bigint },
): BatchPlan {
  const rounds = epochs(batch, size.E);
  const last = rounds[rounds.length - 1]!;
  for (const row of openedRows({ state, batch })) state.markets[row]!.lastMark = last.marks[row]!;
  return {
    number,
    time: batch.openedAt!,
    rounds,
    entries: batch.entries,
    funding: batch.funding,
    listings: batch.listings,
    expiry: batch.expiry?.row ?? null,
    shortfall: batch.shortfall,
    rows: [...batch.rows.values()],
    visits: [...batch.touched.values()]
      .sort((a, b) => a.account - b.account)
      .map(({ account, round, insurance }) => ({
        account,
        epoch: rounds.findLastIndex((epoch) => epoch.round === round),
        insurance,
      })),
    lastSequence: command.sequence,
    journalHead: command.journalHead,
  };
}

/** The rounds in use, oldest first, the last one repeated up to E. */
function epochs(batch: OpenBatch, count: number): OracleRound[] {
  const rounds = [...batch.rounds.values()].sort((a, b) => a.round - b.round);
  while (rounds.length < count) rounds.push(rounds[rounds.length - 1]!);
  return rounds;
}
