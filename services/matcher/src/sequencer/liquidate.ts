import { type LiquidationFill, TenorError } from '@tenor/protocol';
import { admit } from './admission.ts';
import { cancelReasonOf } from './cancel-reason.ts';
import type { LiquidateCommand } from './commands.ts';
import { deleverage } from './deleverage.ts';
import { feeWithoutRebate } from './fees.ts';
import { smaller } from './integers.ts';
import { announceLiquidation } from './liquidation-events.ts';
import {
  close,
  feeAndInsurance,
  keeperPrice,
  neededLots,
  type Progress,
  priceWithinPenalty,
  unclosed,
} from './liquidation-sizing.ts';
import { requireNoHedgeLeg, type Target, targetOf } from './liquidation-target.ts';
import type { Order } from './order.ts';
import { newOrder } from './place.ts';
import { tradableLots } from './reduce-only.ts';
import type { Transition } from './transition.ts';

/** One order's part of a liquidation, before the rules have seen it. */
export interface Part {
  readonly maker: Order;
  readonly lots: bigint;
  readonly price: bigint;
  readonly fee: bigint;
}

/**
 * Closes what is needed of a position of an account below its maintenance margin; its open orders go with it. Throws NOT_LIQUIDATABLE, NO_POSITION,
 * HEDGE_LEG, NO_LIQUIDITY where neither book nor offer takes anything and no winner can be made to, LIMIT_PRICE where the offer asks for more than the reward, or the rule that refuses.
 * @returns the keeper's order; null where the book took the position
 */
export function liquidate(t: Transition, { account, instrument, offer }: LiquidateCommand): Order | null {
  const target = targetOf(t, account, instrument);
  requireNoHedgeLeg(t, target);
  let order: Order | null = null;
  if (offer) {
    admit(t, offer, 'market');
    const { instruction } = offer;
    if (instruction.instrument !== instrument) throw new TenorError('INVALID_PARAMS', { param: 'instrument' });
    if (instruction.side !== (target.held > 0n ? 0 : 1)) throw new TenorError('NO_POSITION', { param: 'side' });
    if (t.state.orders.inSlot(instruction.account, instruction.slot))
      throw new TenorError('SLOT_IN_USE', { param: 'slot' });
    const kind = { orderType: 'market', timeInForce: 'ioc', stp: 'expire_taker' } as const;
    order = newOrder(t, { signed: offer, ...kind, clientId: null, label: null });
  }
  if (order) return takenByKeeper(t, target, order);
  try {
    takenByBook(t, target);
  } catch (error) {
    if (!(error instanceof TenorError) || !deleverage(t, target)) throw error;
    cancelOrders(t, target);
  }
  return null;
}

/** An account that is being liquidated has no open orders. They go only once the liquidation is certain: a refused offer changes nothing. */
function cancelOrders(t: Transition, { account }: Target): void {
  for (const open of [...t.state.orders.of(account)]) t.cancel(open, 'liquidation');
}

function takenByKeeper(t: Transition, target: Target, order: Order): Order {
  const price = keeperPrice(target);
  const worse = order.side === 0 ? price > order.price : price < order.price;
  if (worse) throw new TenorError('LIMIT_PRICE', { param: 'limit_price', party: 'taker' });
  const needed = neededLots(unclosed(target.before, target.held), target, price);
  const lots = smaller(order.remaining, needed);
  const parts = [{ maker: order, lots, price, fee: 0n }];
  const terms = closeThrough(t, target, parts);
  cancelOrders(t, target);
  t.emit({ type: 'order', change: 'accepted', order });
  const [after] = announceLiquidation(t, target, parts, terms, order.account);
  return after!.remaining === 0n ? after! : t.cancel(after!, 'ioc_remainder');
}

/** Resting orders whose own rules refuse are cancelled, as in any match, and the rest is tried again. */
function takenByBook(t: Transition, target: Target): void {
  const { mostLiquidationFills } = t.ledger;
  for (let most = mostLiquidationFills; ; ) {
    const parts = partsOfBook(t, target, most);
    if (parts.length === 0) throw new TenorError('NO_LIQUIDITY', { retryable: true });
    try {
      const terms = closeThrough(t, target, parts);
      cancelOrders(t, target);
      announceLiquidation(t, target, parts, terms, null);
      return;
    } catch (error) {
      if (!(error instanceof TenorError)) throw error;
      // Makers that hold more instruments together than a batch opens: one of them at a time.
      if (error.data.param === 'fills' && parts.length > 1) {
        most = 1;
        continue;
      }
      if (error.data.party !== 'maker') throw error;
      // Several orders: the first alone tells whether it is the one that is refused.
      if (parts.length === 1) t.cancel(parts[0]!.maker, cancelReasonOf(error.name));
      most = parts.length === 1 ? mostLiquidationFills : 1;
    }
  }
}

function partsOfBook(t: Transition, target: Target, most: number): Part[] {
  const { account, instrument, leg, before, held } = target;
  const specification = t.instrument(instrument);
  const index = t.index(instrument);
  const book = t.state.orders.book(instrument);
  const parts: Part[] = [];
  let progress: Progress = unclosed(before, held);
  for (let id = book.first(held > 0n ? 0 : 1); id !== 0 && parts.length < most; id = book.after(id)) {
    const maker = t.state.orders.get(id)!;
    const { price, signed } = maker;
    if (!priceWithinPenalty(held, leg.figures, price)) break;
    if (signed.instruction.expiry < t.nowSeconds || maker.account === account) continue;
    if (maker.reduceOnly && parts.some((part) => part.maker.account === maker.account)) continue;
    const lots = smaller(tradableLots(t, maker), neededLots(progress, target, price));
    if (lots === 0n) continue;
    const fee = feeWithoutRebate(specification, { price, lots, index }, signed.instruction.maxFeePerLot);
    parts.push({ maker, lots, price, fee });
    progress = close(progress, leg, price, lots);
    if (neededLots(progress, target, price) === 0n) break;
  }
  return parts;
}

/** Puts the parts through the ledger as one liquidation. Throws what the ledger throws; then nothing has changed. */
function closeThrough(t: Transition, target: Target, parts: readonly Part[]): ReturnType<typeof feeAndInsurance> {
  const { account, instrument, leg, before, held, openInterest } = target;
  let progress: Progress = unclosed(before, held);
  for (const { lots, price } of parts) progress = close(progress, leg, price, lots);
  const payers = { fund: t.ledger.state.house.insuranceFund, openInterest };
  const terms = feeAndInsurance({ ...before, held }, progress, target, payers);
  const fills = parts.map(
    ({ maker, lots, price, fee }): LiquidationFill => ({ maker: maker.signed, size: lots, price, makerFee: fee }),
  );
  t.onLedger((ledger) => ledger.applyLiquidation({ account, instrument, fills, ...terms }));
  return terms;
}
