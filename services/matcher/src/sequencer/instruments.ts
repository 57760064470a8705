import { GENESIS_TERMS, isOption, type MarketTerms } from '@tenor/protocol';
import { symbolOf } from './series-symbol.ts';
import { underlyingOf } from './underlyings.ts';

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
  /** Parts per million of the notional, of an option of its notional at the index price (fees.ts); negative: a rebate. */
  readonly takerFeeRate: bigint;
  readonly makerFeeRate: bigint;
}

/** A maker gets a tenth of what its taker pays. */
const FEES = { takerFeeRate: 500n, makerFeeRate: -50n } as const;
const OPTION_FEES = { takerFeeRate: 300n, makerFeeRate: 100n } as const;
/** $1 a BTC, $0.1 an ETH. */
const OPTION_TICK = 100n;

/**
 * The specification of an instrument from its terms alone: the same on every machine and after every restart.
 * Throws RangeError for an underlying that the exchange has no rules for.
 */
export function specificationOf(terms: MarketTerms, row: number, name = symbolOf(terms)): InstrumentSpecification {
  const underlying = underlyingOf(terms.underlying);
  const { lotDecimals, maxSize, maxPrice } = underlying;
  const option = isOption(terms);
  return {
    name,
    row,
    terms,
    underlying: underlying.name,
    lotDecimals,
    tickSize: option ? OPTION_TICK : underlying.tickSize,
    minSize: 1n,
    maxSize,
    // A far option is worth next to nothing.
    minPrice: option ? OPTION_TICK : underlying.minPrice,
    maxPrice,
    ...(option ? OPTION_FEES : FEES),
  };
}

/** The instruments listed from the start, in the order of their market rows. */
export const INSTRUMENTS: readonly InstrumentSpecification[] = GENESIS_TERMS.map((terms, row) =>
  specificationOf(terms, row),
);
