import { holding, MARGIN_FRACTION_BITS, marketFigures, sizeOf, TenorError } from '@tenor/protocol';
import { larger, magnitude } from './integers.ts';
import type { Order } from './order.ts';
import type { Transition } from './transition.ts';

/** What an order may still do to its account. */
export type WorkingOrder = Pick<Order, 'account' | 'instrument' | 'side' | 'price' | 'remaining' | 'reduceOnly'>;

/** What an account would need if its open orders filled in the worst way, 2^-20 µUSD of margin and µUSD of loss. */
export interface WorstCase {
  /** Initial margin of each instrument's largest possible position. */
  readonly margin: bigint;
  /** What filling at limits beyond the marks would lose at once. */
  readonly loss: bigint;
}

/** The worst case over the account's positions and these orders. Reduce-only orders cannot make it worse. */
export function worstCase(t: Transition, account: number, orders: readonly WorkingOrder[]): WorstCase {
  const { marks } = t.round();
  const state = t.ledger.state;
  let margin = 0n;
  let loss = 0n;
  state.markets.forEach((market, row) => {
    if (!market) return;
    const figures = marketFigures(market, marks[row]!);
    let bought = 0n;
    let sold = 0n;
    for (const order of orders) {
      if (order.instrument !== market.instrument || order.reduceOnly) continue;
      const beyond = order.side === 0 ? order.price - figures.mark : figures.mark - order.price;
      if (beyond > 0n) loss += beyond * order.remaining;
      if (order.side === 0) bought += order.remaining;
      else sold += order.remaining;
    }
    const held = sizeOf(state.accounts.get(account)!, market.instrument);
    const largest = larger(magnitude(held + bought), magnitude(held - sold));
    margin += holding(largest, figures).margin;
  });
  return { margin, loss };
}

/**
 * Refuses an order that the account could not carry if this and its other open orders filled. An order that cannot enlarge
 * the largest possible position is exempt. Throws MARGIN.
 * @param fee µUSD that the order would cost at most
 * @param replaced id of the order that this one replaces, 0 for none
 */
export function requireMargin(t: Transition, order: WorkingOrder, fee: bigint, replaced = 0): void {
  if (order.reduceOnly) return;
  const others = t.state.orders.of(order.account).filter(({ id }) => id !== replaced);
  const before = worstCase(t, order.account, others);
  const after = worstCase(t, order.account, [...others, order]);
  if (after.margin <= before.margin) return;
  const { equity } = t.ledger.health(order.account);
  if ((equity - after.loss - fee) << MARGIN_FRACTION_BITS < after.margin)
    throw new TenorError('MARGIN', { party: 'taker' });
}

/** Refuses to let money go that the account's open orders rely on. Throws INSUFFICIENT_FUNDS. */
export function requireFunds(t: Transition, account: number, amount: bigint): void {
  const orders = t.state.orders.of(account);
  if (orders.length === 0) return;
  const { margin, loss } = worstCase(t, account, orders);
  const { equity } = t.ledger.health(account);
  if ((equity - loss - amount) << MARGIN_FRACTION_BITS < margin) {
    throw new TenorError('INSUFFICIENT_FUNDS', { param: 'amount', detail: 'open orders need margin' });
  }
}
