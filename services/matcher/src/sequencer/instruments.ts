import { GENESIS_TERMS, type MarketTerms } from '@tenor/protocol';

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

const FEES = { takerFeeRate: 500n, makerFeeRate: 200n } as const;

/** The listed instruments in the order of their market rows. */
export const INSTRUMENTS: readonly InstrumentSpecification[] = [
  {
    name: 'BTC-PERP',
    row: 0,
    terms: GENESIS_TERMS[0]!,
    underlying: 'BTC',
    // One lot is 0.0001 BTC, about $10.
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
    terms: GENESIS_TERMS[1]!,
    underlying: 'ETH',
    // One lot is 0.001 ETH, about $3.
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
