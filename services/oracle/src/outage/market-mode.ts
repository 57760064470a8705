/** What a market may do while its index is good, late or gone; from the best to the worst. */
export const MARKET_MODES = ['running', 'reduce-only', 'halted'] as const;

export type MarketMode = (typeof MARKET_MODES)[number];

/** What the exchange allows in a mode. Cancels, deposits and forced exits over L1 are always allowed. */
export interface Permissions {
  /** Orders that open or grow a position. */
  readonly opening: boolean;
  /** Orders that only reduce one. */
  readonly reducing: boolean;
  readonly liquidations: boolean;
  /** Funding steps and the samples they are made of. */
  readonly funding: boolean;
  /** Withdrawals and transfers of accounts with positions; an account without any needs no price. */
  readonly withdrawalsAgainstPositions: boolean;
}

const NOTHING: Permissions = {
  opening: false,
  reducing: false,
  liquidations: false,
  funding: false,
  withdrawalsAgainstPositions: false,
};

/**
 * What each mode allows. Without a fresh index nobody is liquidated or charged funding: both would be judged at a price that no longer holds, to
 * the account's harm. Money above the initial margin may still leave in the first minutes: the margin is there to bear such a move.
 */
export const PERMISSIONS: Readonly<Record<MarketMode, Permissions>> = {
  running: {
    opening: true,
    reducing: true,
    liquidations: true,
    funding: true,
    withdrawalsAgainstPositions: true,
  },
  'reduce-only': { ...NOTHING, reducing: true, withdrawalsAgainstPositions: true },
  halted: NOTHING,
};
