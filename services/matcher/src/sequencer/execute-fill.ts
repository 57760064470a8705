import type { Fill as LedgerFill } from '@tenor/protocol';
import type { Fill } from './events.ts';
import { fillFee } from './fees.ts';
import type { Order } from './order.ts';
import { trimReduceOnly } from './reduce-only.ts';
import type { Transition } from './transition.ts';

/** Puts one trade through the ledger and tells everybody. Throws what the ledger throws; then nothing has changed. Returns the taker after it. */
export function executeFill(t: Transition, taker: Order, maker: Order, lots: bigint): Order {
  const { takerFeeRate, makerFeeRate } = t.instrument(taker.instrument);
  const { price } = maker;
  const takerFee = fillFee(price, lots, takerFeeRate, taker.signed.instruction.maxFeePerLot);
  const makerFee = fillFee(price, lots, makerFeeRate, maker.signed.instruction.maxFeePerLot);
  const fill: LedgerFill = {
    instrument: taker.instrument,
    taker: taker.signed,
    maker: maker.signed,
    size: lots,
    price,
    takerFee,
    makerFee,
  };
  t.onLedger((ledger) => ledger.applyFill(fill));
  const { counters } = t.state;
  counters.openBatchTrades++;
  const trade = {
    id: ++counters.lastTrade,
    instrument: taker.instrument,
    price,
    size: lots,
    side: taker.side,
    time: t.time,
    engineSeq: t.engineSeq,
    batch: t.openBatch,
  };
  t.emit({ type: 'trade', trade });
  const takerAfter = fillOrder(t, taker, price, lots, takerFee);
  const makerAfter = fillOrder(t, maker, price, lots, makerFee);
  settleMaker(t, makerAfter);
  emitFill(t, takerAfter, 'taker', takerFee, trade);
  emitFill(t, makerAfter, 'maker', makerFee, trade);
  for (const { account } of [taker, maker]) {
    t.touchAccount(account, taker.instrument);
    trimReduceOnly(t, account, taker.instrument);
  }
  return takerAfter;
}

/** The order's record after a fill, announced. */
function fillOrder(t: Transition, order: Order, price: bigint, lots: bigint, fee: bigint): Order {
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

function settleMaker(t: Transition, maker: Order): void {
  if (maker.remaining === 0n) t.takeOff(maker.id);
  else t.updateResting(maker);
}

function emitFill(
  t: Transition,
  order: Order,
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
