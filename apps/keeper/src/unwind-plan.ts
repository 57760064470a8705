import type { Side } from '@tenor/sdk';
import type { RestingOrder } from './own-account.ts';

/** One instrument as unwinding sees it, prices in ticks. */
export interface UnwindView {
  /** Signed lots that the keeper holds. */
  readonly heldLots: bigint;
  readonly markTicks: bigint;
  readonly bestBidTicks: bigint | null;
  readonly bestAskTicks: bigint | null;
  readonly resting: readonly RestingOrder[];
}

export interface UnwindLimits {
  /** How much worse than the mark a market order may trade, ppm. */
  readonly boundPpm: bigint;
  /** How far a resting order may be from where it should be, ppm. */
  readonly tolerancePpm: bigint;
  /** Lots of one order, at least 1. */
  readonly lotsPerOrder: bigint;
}

/** An order that only reduces: immediate within the bound, or resting at the mark. */
export interface UnwindOrder {
  readonly type: 'market' | 'limit';
  readonly side: Side;
  readonly lots: bigint;
  readonly limitTicks: bigint;
}

export interface UnwindPlan {
  readonly cancels: readonly RestingOrder[];
  readonly order: UnwindOrder | null;
}

const MILLION = 1_000_000n;
const ceilQuotient = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/**
 * The next step towards no position: a market order where the other side of the book is within the bound of the mark, otherwise an order that
 * rests at the mark. One resting order is left alone while it is near enough.
 */
export function planUnwind(view: UnwindView, limits: UnwindLimits): UnwindPlan {
  const { heldLots, markTicks, resting } = view;
  if (heldLots === 0n) return { cancels: resting, order: null };
  const isLong = heldLots > 0n;
  const side: Side = isLong ? 'sell' : 'buy';
  const left = isLong ? heldLots : -heldLots;
  const lots = left < limits.lotsPerOrder ? left : limits.lotsPerOrder;
  const worst = isLong
    ? ceilQuotient(markTicks * (MILLION - limits.boundPpm), MILLION)
    : (markTicks * (MILLION + limits.boundPpm)) / MILLION;
  const opposite = isLong ? view.bestBidTicks : view.bestAskTicks;
  if (opposite !== null && (isLong ? opposite >= worst : opposite <= worst)) {
    return { cancels: resting, order: { type: 'market', side, lots, limitTicks: worst } };
  }
  const kept = resting.find((order) => order.side === side && order.lots <= left && isNear(order.ticks, view, limits));
  const cancels = resting.filter((order) => order !== kept);
  return { cancels, order: kept ? null : { type: 'limit', side, lots, limitTicks: markTicks } };
}

function isNear(ticks: bigint, { markTicks }: UnwindView, { tolerancePpm }: UnwindLimits): boolean {
  const distance = ticks > markTicks ? ticks - markTicks : markTicks - ticks;
  return distance * MILLION <= tolerancePpm * markTicks;
}
