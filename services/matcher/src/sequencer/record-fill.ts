import type { Fill } from './events.ts';
import type { Order } from './order.ts';
import type { Transition } from './transition.ts';

/** The order's record after a fill, announced. */
export function fillOrder(t: Transition, order: Order, price: bigint, lots: bigint, fee: bigint): Order {
  const remaining = order.remaining - lots;
  const after = t.changedOrder(order, {
    filled: order.filled + lots,
    remaining,
    filledQuote: order.filledQuote + price * lots,
    fee: order.fee + fee,
    status: remaining === 0n ? 'filled' : 'open',
    batch: t.openBatch,
  });
  t.emit({ type: 'order', change: remaining === 0n ? 'filled' : 'partially_filled', order: after });
  return after;
}

/** A resting order after a fill: off the book once nothing is left. */
export function settleMaker(t: Transition, maker: Order): void {
  if (maker.remaining === 0n) t.takeOff(maker.id);
  else t.updateResting(maker);
}

/** Tells one account of its side of a trade. */
export function emitFill(
  t: Transition,
  order: Pick<Order, 'clientId' | 'account' | 'instrument' | 'side'> & { readonly id: number | null },
  liquidity: Fill['liquidity'],
  fee: bigint,
  trade: { id: number; price: bigint; size: bigint; batch: number },
): void {
  const { id: orderId, clientId, account, instrument, side } = order;
  const { id: tradeId, price, size, batch } = trade;
  const { time, engineSeq } = t;
  t.emit({
    type: 'fill',
    fill: {
      tradeId,
      orderId,
      clientId,
      account,
      instrument,
      side,
      liquidity,
      price,
      size,
      fee,
      time,
      engineSeq,
      batch,
    },
  });
}
