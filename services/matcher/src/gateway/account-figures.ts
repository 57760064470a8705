/** What following the journal knows of one open position beside its size. */
export interface PositionFigures {
  /** Average of the lots still held, µUSD per lot. */
  readonly entryPrice: bigint | null;
  /** µUSD at the current mark. */
  readonly unrealizedPnl: bigint | null;
  readonly realizedPnl: bigint;
  /** µUSD, positive when paid. */
  readonly fundingPaid: bigint;
  /** µUSD per lot at which the account reaches maintenance margin; null when no price does. */
  readonly liquidationPrice: bigint | null;
}

/** What an option's mark says. Money in USD per unit of the underlying. */
export interface OptionFigures {
  /** Per cent a year. */
  readonly iv: number;
  readonly delta: number;
  readonly gamma: number;
  /** A percentage point of volatility. */
  readonly vega: number;
  /** A day. */
  readonly theta: number;
}

/** Analytics of accounts and markets: the margin engine, or nothing while there is none. */
export interface AnalyticsPort {
  position(account: number, instrument: number): PositionFigures | null;
  /** null for what is no option, and while nobody has valued it. */
  option(instrument: number): OptionFigures | null;
}

export const noAnalytics: AnalyticsPort = {
  position: () => null,
  option: () => null,
};
