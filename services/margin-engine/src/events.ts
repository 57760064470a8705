import type { MarketTerms } from '@tenor/protocol';

/** One side of a trade, as the exchange reports it to its account. */
export interface FillRecord {
  readonly account: number;
  readonly instrument: number;
  /** 0 bought, 1 sold. */
  readonly side: 0 | 1;
  /** µUSD per lot. */
  readonly price: bigint;
  /** Lots. */
  readonly size: bigint;
  /** µUSD. */
  readonly fee: bigint;
}

/** Money in or out of an account, µUSD (0 for a registration). */
export interface MovementRecord {
  readonly kind: 'register' | 'deposit' | 'withdrawal' | 'transferIn' | 'transferOut' | 'insurance';
  readonly account: number;
  readonly amount: bigint;
}

/** Added to both cash indices of an instrument, µUSD per lot × 2^24; longs pay when negative. */
export interface FundingRecord {
  readonly instrument: number;
  readonly step: bigint;
}

/** Taken from each lot of one side, µUSD per lot × 2^24. */
export interface LevyRecord {
  readonly instrument: number;
  /** Whether those who pay hold short positions. */
  readonly short: boolean;
  readonly step: bigint;
}

/** Prices of an oracle round, µUSD per lot. */
export interface RoundRecord {
  /** By market row. */
  readonly marks: readonly bigint[];
  /** By market row: the prices of an option in every scenario of portfolio margin, in the order of the grid; an empty list of anything else. */
  readonly scenarioPrices: readonly (readonly bigint[])[];
  /** Underlying u at place u − 1. */
  readonly index: readonly bigint[];
}

/** The margin mode that an account is in from now on: 0 standard, u ≥ 1 portfolio margin of underlying u. */
export interface ModeRecord {
  readonly account: number;
  readonly marginMode: number;
}

/** An instrument that has got a market row. */
export interface ListingRecord {
  readonly row: number;
  readonly terms: MarketTerms;
}

/** An instrument that has expired at a price of its underlying, µUSD per lot. */
export interface ExpiryRecord {
  readonly terms: MarketTerms;
  readonly settlementPrice: bigint;
}

/** The events that change what an account is worth. */
export type HealthEvent =
  | { readonly type: 'fill'; readonly fill: FillRecord }
  | { readonly type: 'movement'; readonly movement: MovementRecord }
  | { readonly type: 'funding'; readonly funding: FundingRecord }
  | { readonly type: 'levy'; readonly levy: LevyRecord }
  | { readonly type: 'round'; readonly round: RoundRecord }
  | ({ readonly type: 'account' } & ModeRecord)
  | { readonly type: 'listed'; readonly listing: ListingRecord }
  | { readonly type: 'expired'; readonly expiry: ExpiryRecord };

/** Everything else in the exchange's stream, which may be handed over too. */
export interface OtherEvent {
  readonly type: 'order' | 'trade' | 'book' | 'position' | 'batch' | 'liquidation' | 'deleveraging' | 'refused';
}
