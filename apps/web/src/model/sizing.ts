import Decimal from 'decimal.js';
import type { Instrument, Side } from './types.ts';

/** What the size slider needs to know of the account. USD as decimal strings. */
export interface SizingContext {
  readonly instrument: Instrument;
  readonly price: string;
  readonly side: Side;
  /** Equity minus initial margin. */
  readonly freeCollateral: string;
  /** Signed size already held. */
  readonly position: string;
  readonly reduceOnly: boolean;
}

const RATE_UNIT = new Decimal(2).pow(20);

/**
 * The largest size the free collateral carries at the base margin rate and the taker fee, floored to a lot.
 * An order against the held position first frees its margin, so that part counts twice. The exchange has the last word.
 */
export function largestSize({ instrument, price, side, freeCollateral, position, reduceOnly }: SizingContext): Decimal {
  const held = new Decimal(position);
  const opposing = side === 'buy' ? Decimal.max(held.neg(), 0) : Decimal.max(held, 0);
  if (reduceOnly) return floorToLot(opposing, instrument);
  const rate = new Decimal(instrument.terms.imRate.toString()).div(RATE_UNIT).plus(instrument.takerFeeRate);
  const cost = rate.times(price);
  if (cost.lte(0)) return new Decimal(0);
  const affordable = Decimal.max(freeCollateral, 0).div(cost);
  const size = opposing.times(2).plus(affordable);
  return Decimal.min(floorToLot(size, instrument), instrument.maxSize);
}

/** A share (0 to 100) of the largest size, floored to a lot. */
export const shareOfLargest = (context: SizingContext, percent: number): string =>
  floorToLot(largestSize(context).times(percent).div(100), context.instrument).toString();

const floorToLot = (size: Decimal, { lotSize }: Instrument): Decimal => size.div(lotSize).floor().times(lotSize);
