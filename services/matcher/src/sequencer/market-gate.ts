import { type Account, isDated, TenorError } from '@tenor/protocol';
import type { InstrumentSpecification } from './instruments.ts';
import type { Order } from './order.ts';
import { reducibleLots } from './reduce-only.ts';
import type { Transition } from './transition.ts';
import { openPositions } from './unsettled-positions.ts';

/** Whether an instrument trades, as far as that is its own affair. */
export const trades = (t: Transition, { terms }: InstrumentSpecification): boolean =>
  terms.status === 1 && !(isDated(terms) && t.nowSeconds >= terms.expiryHour * 3600);

/** Throws HALTED for an instrument that does not trade, EXPIRED_INSTRUMENT for one whose time is over, though it may not be settled yet. */
export function requireTrading(t: Transition, specification: InstrumentSpecification): void {
  if (trades(t, specification)) return;
  const name = specification.terms.status === 1 ? 'EXPIRED_INSTRUMENT' : 'HALTED';
  throw new TenorError(name, { param: 'instrument' });
}

/** Throws MARKET_HALTED while no order is taken. Before the first round it is the missing mark that refuses. */
export function requireOrdersTaken(t: Transition): void {
  if (t.state.outage === null || t.permissions.reducing) return;
  throw new TenorError('MARKET_HALTED', { retryable: true, detail: t.outage.reason });
}

/**
 * Throws MARKET_REDUCE_ONLY for an order that could do anything but reduce its account's position as it is now, while prices are late: it must
 * be signed reduce-only, or all its working lots must fit into the position of the other side.
 */
export function requireReducing(t: Transition, order: Order): void {
  if (t.permissions.opening || order.reduceOnly || order.remaining <= reducibleLots(t, order)) return;
  throw new TenorError('MARKET_REDUCE_ONLY', { retryable: true, detail: t.outage.reason });
}

/** Throws STALE_MARKS for what is done to an account that did not ask for it, unless the marks are fresh. */
export function requireFreshMarks(t: Transition, what: 'liquidations' | 'funding'): void {
  if (t.state.outage === null || t.permissions[what]) return;
  throw new TenorError('STALE_MARKS', { retryable: true, detail: t.outage.reason });
}

/** Throws STALE_MARKS where money would leave an account with positions that nobody can value any more. */
export function requireValuedPositions(t: Transition, account: Account): void {
  if (t.permissions.withdrawalsAgainstPositions || openPositions(t.ledger.state, account).length === 0) return;
  throw new TenorError('STALE_MARKS', { retryable: true, detail: t.outage.reason });
}
