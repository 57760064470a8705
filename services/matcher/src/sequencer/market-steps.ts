import type { FundingStepCommand, OracleRoundCommand } from './commands.ts';
import { requireFreshMarks } from './market-gate.ts';
import { outageAfterRound } from './price-outage.ts';
import type { Transition } from './transition.ts';

/** Takes new marks, and the orders that have expired meanwhile off the book. */
export function oracleRound(t: Transition, { round }: OracleRoundCommand): void {
  t.onLedger((ledger) => ledger.applyRound(round));
  t.state.outage = outageAfterRound(t.state.outage, round.time * 1000, t.time);
  t.emit({ type: 'round', round });
  for (const order of t.state.orders.expired(t.nowSeconds)) t.cancel(order, 'expired');
}

/** Moves the cash indices of one market. Throws STALE_MARKS while prices are late. */
export function fundingStep(t: Transition, { step }: FundingStepCommand): void {
  const { marks } = t.round();
  requireFreshMarks(t, 'funding');
  t.onLedger((ledger) => ledger.applyFunding(step));
  const market = t.ledger.state.markets[step.row]!;
  t.emit({
    type: 'funding',
    funding: {
      instrument: market.instrument,
      step: step.step,
      hours: step.hours,
      mark: marks[step.row]!,
      time: t.time,
      engineSeq: t.engineSeq,
      batch: t.openBatch,
    },
  });
}
