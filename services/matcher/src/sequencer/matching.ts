import { TenorError } from '@tenor/protocol';
import { cancelReasonOf } from './cancel-reason.ts';
import { executeFill } from './execute-fill.ts';
import { smaller } from './integers.ts';
import type { Order } from './order.ts';
import { tradableLots } from './reduce-only.ts';
import type { Transition } from './transition.ts';

/** What is left of a taker, and the error that stopped it before its limit did. */
export interface MatchResult {
  readonly order: Order;
  readonly stop: TenorError | null;
}

/** Whether a taker with this limit accepts a resting price. */
export const accepts = (side: 0 | 1, limit: bigint, price: bigint): boolean =>
  side === 0 ? price <= limit : price >= limit;

/**
 * Trades an incoming order against the book, best price first, one resting order at a time. A resting order whose own rules
 * refuse is cancelled and matching goes on; where the taker's rules refuse, it stops. While prices are late, resting orders that would open or
 * enlarge a position are passed over and stay; what is left of a taker that passed over any may not rest across them.
 */
export function match(t: Transition, incoming: Order): MatchResult {
  const book = t.state.orders.book(incoming.instrument);
  const opposite = incoming.side === 0 ? 1 : 0;
  let taker = incoming;
  let passed = 0;
  for (;;) {
    const lots = tradableLots(t, taker);
    if (lots < taker.remaining) taker = { ...taker, remaining: lots, size: taker.filled + lots };
    if (lots === 0n) return { order: taker, stop: null };
    const next = passed === 0 ? book.first(opposite) : book.after(passed);
    const maker = next === 0 ? null : t.state.orders.get(next)!;
    if (!maker || !accepts(taker.side, taker.price, maker.price)) {
      return { order: taker, stop: passed === 0 ? null : onlyEnlarging() };
    }
    if (!maker.reduceOnly && tradableLots(t, maker) === 0n) {
      passed = maker.id;
      continue;
    }
    const step = meet(t, taker, maker);
    if (step instanceof TenorError) return { order: taker, stop: step };
    taker = step;
  }
}

const onlyEnlarging = (): TenorError =>
  new TenorError('MARKET_REDUCE_ONLY', { retryable: true, detail: 'nobody in the book may take the other side now' });

/** One taker and one resting order: a trade, a cancelled resting order, or the error that stops the taker. */
function meet(t: Transition, taker: Order, maker: Order): Order | TenorError {
  if (maker.signed.instruction.expiry < t.nowSeconds) {
    t.cancel(maker, 'expired');
    return taker;
  }
  if (maker.account === taker.account) return preventSelfTrade(t, taker, maker);
  const { low, high } = t.band(taker.instrument);
  // A price that is too good for the taker is a stale resting order; beyond the other end everything behind is worse still.
  if (taker.side === 0 ? maker.price < low : maker.price > high) {
    t.cancel(maker, 'price_band');
    return taker;
  }
  if (taker.side === 0 ? maker.price > high : maker.price < low)
    return new TenorError('PRICE_BAND', { party: 'taker' });
  const lots = smaller(taker.remaining, tradableLots(t, maker));
  if (lots === 0n) {
    t.cancel(maker, 'reduce_only');
    return taker;
  }
  try {
    return executeFill(t, taker, maker, lots);
  } catch (error) {
    if (!(error instanceof TenorError)) throw error;
    if (error.data.party !== 'maker') return error;
    t.cancel(maker, cancelReasonOf(error.name));
    return taker;
  }
}

function preventSelfTrade(t: Transition, taker: Order, maker: Order): Order | TenorError {
  if (taker.stp !== 'expire_taker') t.cancel(maker, 'self_trade');
  return taker.stp === 'expire_maker' ? taker : new TenorError('SELF_TRADE', { party: 'taker' });
}
