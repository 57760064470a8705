import { payoff, TenorError } from '@tenor/protocol';
import type { ExpireCommand, SweepCommand } from './commands.ts';
import type { Transition } from './transition.ts';

/**
 * Ends a dated instrument: its orders go, and its positions are paid out at the next visit of each account. Throws UNKNOWN_INSTRUMENT, or
 * EXPIRY_REFUSED where it is not due or the current round does not carry its price.
 */
export function expire(t: Transition, { row }: ExpireCommand): void {
  const market = t.ledger.state.markets[row];
  if (!market) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'row' });
  const specification = t.instrument(market.instrument);
  const { terms } = specification;
  const { instrument } = terms;
  const { openInterest } = market;
  const settlementPrice = t.round().settlement[terms.underlying - 1]!;
  t.onLedger((ledger) => ledger.applyExpiry(row));
  t.state.unsettled.expire(t.ledger.state, instrument);
  for (const order of t.state.orders.in(instrument)) t.cancel(order, 'expired');
  t.closeBook(instrument);
  t.state.listed.remove(instrument);
  t.emit({
    type: 'expired',
    expiry: {
      specification,
      settlementPrice,
      payoff: payoff(terms, settlementPrice),
      openInterest,
      time: t.time,
      engineSeq: t.engineSeq,
      batch: t.openBatch,
    },
  });
}

/** Pays an account out of its expired positions. Throws NO_POSITION where it has none, UNKNOWN_ACCOUNT. */
export function sweep(t: Transition, { account }: SweepCommand): void {
  if (!t.ledger.state.accounts.has(account)) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
  if (!t.state.unsettled.has(account)) throw new TenorError('NO_POSITION', { param: 'account' });
  t.round();
  t.onLedger((ledger) => ledger.applySweep(account));
  t.touchAccount(account);
}
