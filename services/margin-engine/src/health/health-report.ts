/** One position as its owner sees it; null where no mark is known yet. Money in µUSD, prices in µUSD per lot. */
export interface PositionReport {
  readonly instrument: number;
  /** Signed lots; 0 for an instrument that was traded and closed. */
  readonly size: bigint;
  readonly entryPrice: bigint | null;
  readonly mark: bigint | null;
  /** |size| × mark. */
  readonly notional: bigint | null;
  readonly unrealizedPnl: bigint | null;
  /** Of closed lots since the beginning, before fees and funding. */
  readonly realizedPnl: bigint;
  readonly fees: bigint;
  /** Negative when paid; rounded down. */
  readonly fundingReceived: bigint;
  /** Null too where it would say nothing: for options, and beside options of the same underlying. */
  readonly liquidationPrice: bigint | null;
}

/** Figures of an account that need every mark. µUSD. */
export interface AccountFigures {
  readonly equity: bigint;
  /** Rounded up. */
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  /** equity − initialMargin. */
  readonly freeCollateral: bigint;
  /** equity ÷ maintenance margin in parts per million, rounded down: below 1 000 000 it can be liquidated; null without positions. */
  readonly collateralRatioPpm: bigint | null;
  readonly unrealizedPnl: bigint;
}

/** An account as its owner sees it. */
export interface HealthReport {
  readonly account: number;
  /** Cash with funding up to now, rounded down, µUSD. */
  readonly collateral: bigint;
  /** Deposits and transfers in less withdrawals and transfers out, µUSD. */
  readonly netDeposits: bigint;
  /** null until a round has priced every instrument held. */
  readonly figures: AccountFigures | null;
  /** This and what follows: expired instruments included, whose positions are no longer listed. */
  readonly realizedPnl: bigint;
  readonly fees: bigint;
  readonly fundingReceived: bigint;
  readonly positions: readonly PositionReport[];
}
