/** An account below its maintenance margin, and what of it could be closed. */
export interface LiquidationCandidate {
  readonly account: number;
  /** Instruments it holds, the one that needs the most margin first. */
  readonly instruments: readonly number[];
}

/** What the liquidator asks of the exchange and proposes to it. */
export interface LiquidationPort {
  /** Every account below its maintenance margin at the marks of now. */
  liquidatable(): readonly LiquidationCandidate[];
  /** Lets the book take what is needed of one position. Throws ExchangeRefusal. */
  liquidate(account: number, instrument: number): Promise<void>;
}
