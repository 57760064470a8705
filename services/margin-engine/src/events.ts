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

/** µUSD per lot by market row. */
export interface RoundRecord {
  readonly marks: readonly bigint[];
}

/** The events that change what an account is worth. */
export type HealthEvent =
  | { readonly type: 'fill'; readonly fill: FillRecord }
  | { readonly type: 'movement'; readonly movement: MovementRecord }
  | { readonly type: 'funding'; readonly funding: FundingRecord }
  | { readonly type: 'round'; readonly round: RoundRecord };

/** Everything else in the exchange's stream, which may be handed over too. */
export interface OtherEvent {
  readonly type: 'order' | 'trade' | 'book' | 'account' | 'position' | 'batch' | 'liquidation' | 'refused';
}
