/** How liquidations are planned. Shares are eighths of the initial margin, so that every comparison stays in integers. */
export interface LiquidationParameters {
  /** Fee of a closed lot, at most. */
  readonly feeEighths: bigint;
  /** What a closed lot may cost at most, value lost against the mark and fee together; also how far from the mark levels are used. */
  readonly costEighths: bigint;
  /** How far above the initial margin the equity is brought. */
  readonly bufferEighths: bigint;
  /** How far above the initial margin the equity may end, besides `slack`. */
  readonly ceilingEighths: bigint;
  /** µUSD. */
  readonly slack: bigint;
}

/** Fee 1/8, cost 1/4, buffer 1/8, ceiling 1/4 and $100. */
export const LIQUIDATION_PARAMETERS: LiquidationParameters = {
  feeEighths: 1n,
  costEighths: 2n,
  bufferEighths: 1n,
  ceilingEighths: 2n,
  slack: 100_000_000n,
};
