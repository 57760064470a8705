import { sizeOf } from '@tenor/protocol';
import { larger, smaller } from './integers.ts';
import type { Order } from './order.ts';
import type { Transition } from './transition.ts';

/** Lots by which a side can reduce the account's position in an instrument; 0 where it would enlarge it. */
export function reducibleLots(
  t: Transition,
  { account, instrument, side }: Pick<Order, 'account' | 'instrument' | 'side'>,
): bigint {
  const held = sizeOf(t.ledger.state.accounts.get(account)!, instrument);
  return larger(side === 0 ? -held : held, 0n);
}

/** Whether an order may trade only what reduces its account's position: always if it is signed so, every order while prices are late. */
export const mayOnlyReduce = (t: Transition, { reduceOnly }: Pick<Order, 'reduceOnly'>): boolean =>
  reduceOnly || !t.permissions.opening;

/** Lots of an order that may trade now: one that may only reduce never more than the position it reduces, less what others take of it. */
export const tradableLots = (t: Transition, order: Order, taken = 0n): bigint =>
  mayOnlyReduce(t, order) ? smaller(order.remaining, reducibleLots(t, order) - taken) : order.remaining;

/** After a position has changed: its reduce-only orders shrink to it, and go when there is nothing left to reduce. */
export function trimReduceOnly(t: Transition, account: number, instrument: number): void {
  for (const order of t.state.orders.of(account)) {
    if (!order.reduceOnly || order.instrument !== instrument || order.id === t.workingOrder) continue;
    const lots = tradableLots(t, order);
    if (lots === order.remaining) continue;
    if (lots === 0n) {
      t.cancel(order, 'reduce_only');
      continue;
    }
    const trimmed = t.changedOrder(order, { remaining: lots, size: order.filled + lots });
    t.updateResting(trimmed);
    t.emit({ type: 'order', change: 'trimmed', order: trimmed });
  }
}
