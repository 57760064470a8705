import type { MarketTerms } from '@tenor/protocol';

/** Everything the exchange knows of one instrument. The terms are proved, the rest are rules of the exchange. */
export interface InstrumentSpecification {
  readonly name: string;
  /** Row of its market in the state. */
  readonly row: number;
  readonly terms: MarketTerms;
  /** Name of what the instrument follows. */
  readonly underlying: string;
  /** One lot is 10^-lotDecimals of the underlying. */
  readonly lotDecimals: number;
  /** µUSD per lot. */
  readonly tickSize: bigint;
  /** Lots an order must be at least and at most. */
  readonly minSize: bigint;
  readonly maxSize: bigint;
  /** µUSD per lot, multiples of the tick. */
  readonly minPrice: bigint;
  readonly maxPrice: bigint;
  /** Parts per million of the notional. */
  readonly takerFeeRate: bigint;
  readonly makerFeeRate: bigint;
}

/** ceil(percent / 100 · 2^20) */
const rate = (percent: bigint): bigint => (percent * 2n ** 20n + 99n) / 100n;

/** 1 % more margin for each $1M of notional: 0.01 / 10^12 µUSD in 2^-56. */
const SLOPE_RATE = (2n ** 56n + 10n ** 14n - 1n) / 10n ** 14n;

const perpetual = (instrument: number, underlying: number, openInterestCap: bigint): MarketTerms => ({
  instrument,
  kind: 1,
  underlying,
  status: 1,
  strike: 0n,
  expiryHour: 0,
  imRate: rate(5n),
  slopeRate: SLOPE_RATE,
  bandRate: rate(5n),
  fundingCapRate: (4n * 2n ** 24n) / 100n,
  openInterestCap,
});

const FEES = { takerFeeRate: 500n, makerFeeRate: 200n } as const;

/** The listed instruments in the order of their market rows. */
export const INSTRUMENTS: readonly InstrumentSpecification[] = [
  {
    name: 'BTC-PERP',
    row: 0,
    // One lot is 0.0001 BTC, about $10; open interest up to 10,000 BTC.
    terms: perpetual(1, 1, 100_000_000n),
    underlying: 'BTC',
    lotDecimals: 4,
    // $0.1 a BTC.
    tickSize: 10n,
    minSize: 1n,
    maxSize: 10_000_000n,
    // $100 to $100,000,000 a BTC.
    minPrice: 10_000n,
    maxPrice: 10_000_000_000n,
    ...FEES,
  },
  {
    name: 'ETH-PERP',
    row: 1,
    // One lot is 0.001 ETH, about $3; open interest up to 200,000 ETH.
    terms: perpetual(2, 2, 200_000_000n),
    underlying: 'ETH',
    lotDecimals: 3,
    // $0.01 an ETH.
    tickSize: 10n,
    minSize: 1n,
    maxSize: 50_000_000n,
    // $1 to $10,000,000 an ETH.
    minPrice: 1_000n,
    maxPrice: 10_000_000_000n,
    ...FEES,
  },
];
