import { BITS } from '../parameters.ts';
import type { Market, MarketTerms } from '../state/market.ts';
import { packWord, unpackWord } from './bit-layout.ts';

export const MARKET_STATIC_WORD = {
  instrument: [BITS.instrument, 0],
  kind: [4, 32],
  underlying: [8, 36],
  status: [4, 44],
  strike: [BITS.price, 48],
  expiryHour: [24, 84],
  imRate: [BITS.rate, 108],
  slopeRate: [BITS.rate, 128],
  bandRate: [BITS.rate, 148],
  fundingCapRate: [BITS.rate, 168],
  openInterestCap: [BITS.openInterestCap, 188],
  floorRate: [BITS.rate, 228],
} as const;

export const MARKET_MUTABLE_WORD = {
  indexLong: [64, 0],
  indexShort: [64, 64],
  openInterest: [BITS.openInterest, 128],
  lastMark: [BITS.price, 180],
  lastFundingHour: [BITS.fundingHour, 216],
} as const;

/** Indices are stored plus 2^63. */
const INDEX_OFFSET = 1n << 63n;

/** What changes in a market row. */
export type MarketState = Omit<Market, keyof MarketTerms>;

/** The word of an instrument's terms; an unused row is 0. Throws INVALID_PARAMS for a field out of range. */
export const marketStaticWord = (terms: MarketTerms): bigint => packWord(MARKET_STATIC_WORD, terms);

export function unpackMarketStaticWord(word: bigint): MarketTerms {
  const fields = unpackWord(MARKET_STATIC_WORD, word);
  return {
    ...fields,
    instrument: Number(fields.instrument),
    kind: Number(fields.kind),
    underlying: Number(fields.underlying),
    status: Number(fields.status),
    expiryHour: Number(fields.expiryHour),
  };
}

/** The word of what changes in a market row; an unused row is 0. Throws INVALID_PARAMS for a field out of range. */
export const marketMutableWord = (market: MarketState): bigint =>
  packWord(MARKET_MUTABLE_WORD, {
    indexLong: market.indexLong + INDEX_OFFSET,
    indexShort: market.indexShort + INDEX_OFFSET,
    openInterest: market.openInterest,
    lastMark: market.lastMark,
    lastFundingHour: market.lastFundingHour,
  });

export function unpackMarketMutableWord(word: bigint): MarketState {
  const fields = unpackWord(MARKET_MUTABLE_WORD, word);
  return {
    ...fields,
    indexLong: fields.indexLong - INDEX_OFFSET,
    indexShort: fields.indexShort - INDEX_OFFSET,
    lastFundingHour: Number(fields.lastFundingHour),
  };
}
