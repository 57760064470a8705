import type { EngineSummary } from './queries.ts';
import type { Sequencer } from './sequencer.ts';

/**
 * How far the exchange is.
 * @param halted name of the error that halted it
 */
export function engineSummary(sequencer: Sequencer, halted: string | null): EngineSummary {
  const { state, ledger } = sequencer;
  const { counters } = state;
  const { rows, visits, entries, fundingSteps, openedAt } = ledger.openBatch();
  let unprovedRows = rows;
  for (const batch of state.batches.values()) if (batch.stage === 'sealed') unprovedRows += batch.rows;
  return {
    engineSeq: counters.engineSeq,
    journalHead: counters.journalHead,
    time: counters.time,
    openOrders: state.orders.size,
    accounts: ledger.state.accounts.size,
    nextEntryIndex: counters.nextEntryIndex,
    openBatch: {
      number: counters.lastSealed + 1,
      rows,
      visits,
      entries,
      fundingSteps,
      openedAt: openedAt === null ? null : openedAt * 1000,
    },
    unprovedRows,
    lastSealed: counters.lastSealed,
    lastProved: counters.lastProved,
    lastSettled: counters.lastSettled,
    lastFinal: counters.lastFinal,
    insuranceFund: ledger.state.house.insuranceFund,
    feePool: ledger.state.house.feePool,
    keeperSharePpm: state.keeperSharePpm,
    halted,
  };
}
