import { INSTRUMENT_KIND, type MarketTerms, markBounds, payoff } from '@tenor/protocol';

/** A part of one in units of 2^-20, rounded up. */
export const rate = (fraction: number): bigint => BigInt(Math.ceil(fraction * 2 ** 20));

/** Terms of a future on an underlying that expires at a Unix hour. */
export const future = (
  instrument: number,
  underlying: number,
  expiryHour: number,
  more: Partial<MarketTerms> = {},
): MarketTerms => ({
  instrument,
  kind: INSTRUMENT_KIND.future,
  underlying,
  status: 1,
  strike: 0n,
  expiryHour,
  imRate: rate(0.05),
  slopeRate: 720n,
  bandRate: rate(0.05),
  fundingCapRate: 0n,
  openInterestCap: 1n << 39n,
  floorRate: 0n,
  ...more,
});

const option = (
  kind: number,
  instrument: number,
  underlying: number,
  strike: bigint,
  expiryHour: number,
  more: Partial<MarketTerms>,
): MarketTerms => ({
  ...future(instrument, underlying, expiryHour),
  kind,
  strike,
  imRate: rate(0.15),
  floorRate: rate(0.1),
  slopeRate: 0n,
  ...more,
});

/** Terms of a call: strike in µUSD per lot, expiry in Unix hours. */
export const call = (
  instrument: number,
  underlying: number,
  strike: bigint,
  expiryHour: number,
  more: Partial<MarketTerms> = {},
): MarketTerms => option(INSTRUMENT_KIND.call, instrument, underlying, strike, expiryHour, more);

/** Terms of a put: strike in µUSD per lot, expiry in Unix hours. */
export const put = (
  instrument: number,
  underlying: number,
  strike: bigint,
  expiryHour: number,
  more: Partial<MarketTerms> = {},
): MarketTerms => option(INSTRUMENT_KIND.put, instrument, underlying, strike, expiryHour, more);

/** A mark inside the bounds at this index (µUSD per lot): a perpetual's or future's is the index, an option's 2 % of it above its value in the money. */
export function fairMark(terms: MarketTerms, index: bigint): bigint {
  const dear = terms.kind === INSTRUMENT_KIND.call || terms.kind === INSTRUMENT_KIND.put;
  const mark = dear ? payoff(terms, index) + index / 50n : index;
  const { low, high } = markBounds(terms, index);
  const inside = mark > high ? high : mark;
  return inside < low ? low : inside;
}
