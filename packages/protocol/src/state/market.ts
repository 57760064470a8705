/** Terms of an instrument, fixed at listing. Rates in 2^-20 unless said otherwise. */
export interface MarketTerms {
  /** Never reused id, 1 to 2^32 − 1. */
  readonly instrument: number;
  /** 1 perpetual. */
  readonly kind: number;
  /** Index the instrument follows (1 BTC, 2 ETH). */
  readonly underlying: number;
  /** 1 trading. */
  readonly status: number;
  /** µUSD per lot; 0 for a perpetual. */
  readonly strike: bigint;
  /** Unix hours; 0 for a perpetual. */
  readonly expiryHour: number;
  /** Initial margin rate of the notional, 2^-20. */
  readonly imRate: bigint;
  /** Growth of that rate with the notional: 2^-56 per µUSD. */
  readonly slopeRate: bigint;
  /** Half-width of the price band around the mark, 2^-20. */
  readonly bandRate: bigint;
  /** Most one hour of funding may move the index: fraction of the mark in 2^-24. */
  readonly fundingCapRate: bigint;
  /** Lots. */
  readonly openInterestCap: bigint;
}

/** One listed instrument. */
export interface Market extends MarketTerms {
  /** Cumulative cash paid to one long (short) lot since listing, µUSD × 2^24, signed. */
  indexLong: bigint;
  indexShort: bigint;
  /** Sum of all long positions, lots. */
  openInterest: bigint;
  /** Mark of the last batch that opened this row, µUSD per lot. */
  lastMark: bigint;
  /** Unix hours of the last funding step. */
  lastFundingHour: number;
}
