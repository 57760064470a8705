import { HOLDING_MARGIN_BITS, lotMargin, marketFigures } from '@tenor/protocol';
import Decimal from 'decimal.js';
import { orderFee } from './order-fee.ts';
import { fromPerLot, perLot } from './per-lot.ts';
import type { Instrument, Side } from './types.ts';

/** What the size slider needs to know of the account. USD as decimal strings. */
export interface SizingContext {
  readonly instrument: Instrument;
  /** USD per base unit, as are mark and index. */
  readonly price: string;
  readonly mark: string;
  readonly index: string;
  readonly side: Side;
  /** Equity minus initial margin. */
  readonly freeCollateral: string;
  /** Signed size already held. */
  readonly position: string;
  readonly reduceOnly: boolean;
  /** Whether the instrument is margined together with others: then nobody but the exchange knows what the account carries. */
  readonly byScenarios: boolean;
}

const MARGIN_UNIT = new Decimal(2).pow(Number(HOLDING_MARGIN_BITS));

/**
 * The largest size the free collateral carries at the base margin and the taker fee, floored to a lot.
 * An order against the held position first frees that position's margin. Where scenarios decide no more than the position is promised. The exchange has
 * the last word.
 */
export function largestSize(context: SizingContext): Decimal {
  const { instrument, side, freeCollateral, position, reduceOnly, byScenarios } = context;
  const held = new Decimal(position);
  const opposing = side === 'buy' ? Decimal.max(held.neg(), 0) : Decimal.max(held, 0);
  if (reduceOnly || byScenarios) return floorToLot(opposing, instrument);
  const margin = { buy: marginPerUnit(context, 1n), sell: marginPerUnit(context, -1n) };
  const cost = margin[side].plus(feePerUnit(context)).plus(lossPerUnit(context));
  if (cost.lte(0)) return new Decimal(0);
  const freed = opposing
    .times(side === 'buy' ? margin.sell : margin.buy)
    .div(margin[side].lte(0) ? cost : margin[side]);
  const affordable = Decimal.max(freeCollateral, 0).div(cost);
  return Decimal.min(floorToLot(opposing.plus(freed).plus(affordable), instrument), instrument.maxSize);
}

/** Initial margin of one base unit on a side, USD. */
function marginPerUnit({ instrument, mark, index }: SizingContext, side: bigint): Decimal {
  const figures = marketFigures(instrument.terms, perLot(mark, instrument), perLot(index, instrument));
  return fromPerLot(lotMargin(side, figures), instrument).div(MARGIN_UNIT);
}

const feePerUnit = ({ instrument, price, index }: SizingContext): Decimal =>
  orderFee(instrument, { price, size: '1', index, takes: true });

/** What trading beyond the mark costs at once, USD per base unit. */
function lossPerUnit({ price, mark, side }: SizingContext): Decimal {
  const difference = new Decimal(price).minus(mark);
  return Decimal.max(side === 'buy' ? difference : difference.neg(), 0);
}

/** A share (0 to 100) of the largest size, floored to a lot. */
export const shareOfLargest = (context: SizingContext, percent: number): string =>
  floorToLot(largestSize(context).times(percent).div(100), context.instrument).toString();

const floorToLot = (size: Decimal, { lotSize }: Instrument): Decimal => size.div(lotSize).floor().times(lotSize);
