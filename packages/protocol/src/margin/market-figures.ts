import { BITS, INSTRUMENT_KIND, MARK_CLAMP_SHIFT } from '../parameters.ts';
import type { MarketTerms } from '../state/market.ts';

const SLOPE_SHIFT = BigInt(BITS.slopeShift);
const RATE_BITS = BigInt(BITS.rate);

/** What one market row implies at one round. */
export interface MarketFigures {
  /** µUSD per lot. */
  readonly mark: bigint;
  /** Initial margin of one short lot, 2^-20 µUSD, exact. Of a long lot too, unless it is an option. */
  readonly im: bigint;
  /** Maintenance margin of one short lot, 2^-21 µUSD, exact. Of a long lot too, unless it is an option. */
  readonly mm: bigint;
  /** Growth of the margin, 2^-20 µUSD (initial) or 2^-21 µUSD (maintenance) per lot², rounded against the account. */
  readonly slope: bigint;
  /** Whether a long lot's initial and maintenance margin are its mark. */
  readonly option: boolean;
}

export const isOption = ({ kind }: Pick<MarketTerms, 'kind'>): boolean =>
  kind === INSTRUMENT_KIND.call || kind === INSTRUMENT_KIND.put;

/** Whether the instrument expires. */
export const isDated = ({ kind }: Pick<MarketTerms, 'kind'>): boolean => kind !== INSTRUMENT_KIND.perpetual;

const positive = (value: bigint): bigint => (value > 0n ? value : 0n);

/** How far out of the money an option is at an underlying's price (µUSD per lot). */
export const outOfTheMoney = ({ kind, strike }: Pick<MarketTerms, 'kind' | 'strike'>, price: bigint): bigint =>
  positive(kind === INSTRUMENT_KIND.put ? price - strike : strike - price);

/** What one lot pays at expiry at this settlement price (µUSD per lot): a future its price, an option its value in the money. */
export function payoff({ kind, strike }: Pick<MarketTerms, 'kind' | 'strike'>, price: bigint): bigint {
  if (kind === INSTRUMENT_KIND.future) return price;
  return positive(kind === INSTRUMENT_KIND.put ? strike - price : price - strike);
}

/**
 * The margin figures of a row at a mark and an index price (µUSD per lot). Perpetuals and futures: im = mark × imRate, mm the same number at
 * half the unit, slope = ceil(mark² × slopeRate / 2^36). A short option: im = max(imRate × index − out of the money, floorRate × index) + mark,
 * mm = imRate / 2 × index + mark (the form of Deribit's and Derive's standard margin).
 */
export function marketFigures(terms: MarketTerms, mark: bigint, index: bigint): MarketFigures {
  if (!isOption(terms)) {
    const curve = mark * mark * terms.slopeRate;
    const im = mark * terms.imRate;
    return { mark, im, mm: im, slope: (curve + (1n << SLOPE_SHIFT) - 1n) >> SLOPE_SHIFT, option: false };
  }
  const atTheMoney = terms.imRate * index;
  const reduced = atTheMoney - (outOfTheMoney(terms, index) << RATE_BITS);
  const floor = terms.floorRate * index;
  const im = (reduced > floor ? reduced : floor) + (mark << RATE_BITS);
  return { mark, im, mm: atTheMoney + (mark << (RATE_BITS + 1n)), slope: 0n, option: true };
}

/**
 * The prices (µUSD per lot) between which a batch may trade: around the mark, by a part of the mark, or of the index for an option. The
 * half-width is rounded down; no price is negative.
 */
export function priceBand(
  terms: MarketTerms,
  mark: bigint,
  index: bigint,
): { low: bigint; high: bigint; width: bigint } {
  const width = ((isOption(terms) ? index : mark) * terms.bandRate) >> RATE_BITS;
  return { low: positive(mark - width), high: mark + width, width };
}

/** How far a mark may lie from its no-arbitrage bounds, µUSD per lot, rounded down. */
export const markClamp = (terms: MarketTerms, index: bigint): bigint => {
  const { perpetual, dated } = MARK_CLAMP_SHIFT;
  return (terms.imRate * index) >> (RATE_BITS + BigInt(isDated(terms) ? dated : perpetual));
};

/**
 * The bounds of a mark at an index price (µUSD per lot), each widened by the clamp, which leaves room for the forward's basis: a perpetual or
 * future lies around the index; a call between its value in the money and the index; a put between its value in the money and the strike.
 */
export function markBounds(terms: MarketTerms, index: bigint): { low: bigint; high: bigint } {
  const clamp = markClamp(terms, index);
  const intrinsic = isOption(terms) ? payoff(terms, index) : index;
  const most = terms.kind === INSTRUMENT_KIND.put ? terms.strike : index;
  return { low: positive(intrinsic - clamp), high: most + clamp };
}

/** Whether two marks of one batch lie within IM − MM per short lot of the last one, whose figures are given. */
export function marksWithinStep(mark: bigint, last: MarketFigures): boolean {
  const distance = mark > last.mark ? mark - last.mark : last.mark - mark;
  return distance << (RATE_BITS + 1n) <= 2n * last.im - last.mm;
}

/** Whether the margin slope at this mark still fits its width in the circuit. */
export const slopeFits = (terms: MarketTerms, mark: bigint): boolean =>
  marketFigures(terms, mark, 0n).slope < 1n << BigInt(BITS.slope);
