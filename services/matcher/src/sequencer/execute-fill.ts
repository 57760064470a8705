import type { Fill as LedgerFill } from '@tenor/protocol';
import { tradeFees } from './fees.ts';
import type { Order } from './order.ts';
import { emitFill, fillOrder, settleMaker } from './record-fill.ts';
import { trimReduceOnly } from './reduce-only.ts';
import type { Transition } from './transition.ts';

/** Puts one trade through the ledger and tells everybody. Throws what the ledger throws; then nothing has changed. Returns the taker after it. */
export function executeFill(t: Transition, taker: Order, maker: Order, lots: bigint): Order {
  const specification = t.instrument(taker.instrument);
  const { price } = maker;
  const traded = { price, lots, index: t.index(taker.instrument) };
  const { takerFee, makerFee } = tradeFees(specification, traded, {
    takerPerLot: taker.signed.instruction.maxFeePerLot,
    makerPerLot: maker.signed.instruction.maxFeePerLot,
  });
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
