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

/** Analytics of accounts and markets: the margin engine, or nothing while there is none. */
export interface AnalyticsPort {
  position(account: number, instrument: number): PositionFigures | null;
  /** Index price, µUSD per lot. */
  indexPrice(instrument: number): bigint | null;
}

export const noAnalytics: AnalyticsPort = {
  position: () => null,
  indexPrice: () => null,
};
