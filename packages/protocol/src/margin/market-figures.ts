import { BITS } from '../parameters.ts';
import type { MarketTerms } from '../state/market.ts';

const SLOPE_SHIFT = BigInt(BITS.slopeShift);
const RATE_BITS = BigInt(BITS.rate);

/** What one market row implies at one mark. */
export interface MarketFigures {
  /** µUSD per lot. */
  readonly mark: bigint;
  /** Initial margin of one lot, 2^-20 µUSD, exact: mark × imRate. */
  readonly im: bigint;
  /** Growth of the margin, 2^-20 µUSD per lot², rounded against the account. */
  readonly slope: bigint;
}

/** The margin figures of a row at a mark (µUSD per lot): im = mark × imRate, slope = ceil(mark² × slopeRate / 2^36). */
export function marketFigures(terms: MarketTerms, mark: bigint): MarketFigures {
  const curve = mark * mark * terms.slopeRate;
  return { mark, im: mark * terms.imRate, slope: (curve + (1n << SLOPE_SHIFT) - 1n) >> SLOPE_SHIFT };
}

/** The prices (µUSD per lot) between which a batch may trade at this mark: the half-width is rounded down. */
export function priceBand(terms: MarketTerms, mark: bigint): { low: bigint; high: bigint; width: bigint } {
  const width = (mark * terms.bandRate) >> RATE_BITS;
  return { low: mark - width, high: mark + width, width };
}

/** Whether two marks of one batch lie within IM − MM per lot (half of `im`) of the last one. */
export function marksWithinStep(terms: MarketTerms, mark: bigint, lastMark: bigint): boolean {
  const distance = mark > lastMark ? mark - lastMark : lastMark - mark;
  return distance << (RATE_BITS + 1n) <= lastMark * terms.imRate;
}

/** Whether the margin slope at this mark still fits its width in the circuit. */
export const slopeFits = (terms: MarketTerms, mark: bigint): boolean =>
  marketFigures(terms, mark).slope < 1n << BigInt(BITS.slope);
