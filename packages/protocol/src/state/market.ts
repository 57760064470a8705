/** Terms of an instrument, fixed at listing. Rates in 2^-20 unless said otherwise. */
export interface MarketTerms {
  /** Never reused id, 1 to 2^32 − 1. */
  readonly instrument: number;
  /** INSTRUMENT_KIND: 1 perpetual, 2 dated future, 3 call, 4 put. */
  readonly kind: number;
  /** Index the instrument follows (1 BTC, 2 ETH). */
  readonly underlying: number;
  /** 1 trading. */
  readonly status: number;
  /** µUSD per lot; 0 unless an option. */
  readonly strike: bigint;
  /** Unix hours; 0 for a perpetual. A dated instrument trades until then and settles at the average price before it. */
  readonly expiryHour: number;
  /** Initial margin rate, 2^-20: of the notional, or of the index for a short option at the money. */
  readonly imRate: bigint;
  /** Growth of that rate with the notional: 2^-56 per µUSD; 0 for an option. */
  readonly slopeRate: bigint;
  /** Half-width of the price band around the mark, 2^-20 of the mark, or of the index for an option. */
  readonly bandRate: bigint;
  /** Most one hour of funding may move the index: fraction of the mark in 2^-24. */
  readonly fundingCapRate: bigint;
  /** Lots. */
  readonly openInterestCap: bigint;
  /** Least initial margin rate of a short option, 2^-20 of the index; 0 unless an option. */
  readonly floorRate: bigint;
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
