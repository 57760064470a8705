import { BITS, type Position, sideIndex } from '@tenor/protocol';
import type { Transition } from './transition.ts';

const FRACTION = BigInt(BITS.cashIndexFraction);

/** Tells an account of the positions in expired instruments that it has been paid for. Returns the instruments. */
export function announceSettlements(t: Transition, id: number): number[] {
  const paid = t.state.unsettled.takePaid(t.ledger.state.accounts.get(id)!);
  for (const { instrument, size, snapshot } of paid) announce(t, id, { instrument, size, snapshot });
  return paid.map(({ instrument }) => instrument);
}

function announce(t: Transition, account: number, { instrument, size, snapshot }: Position): void {
  const final = t.ledger.state.settled.get(instrument)!;
  const amount = (size * (sideIndex(final, size) - snapshot)) >> FRACTION;
  const { time, engineSeq, openBatch: batch } = t;
  t.emit({ type: 'settlement', settlement: { account, instrument, size, amount, time, engineSeq, batch } });
}
