import type { MarketTerms } from '../src/market-terms.ts';
import type { OfferLimits, TakeoverChance } from '../src/offer-plan.ts';
import type { OwnAccount } from '../src/own-account.ts';

export const USD = 1_000_000n;
/** $95,000 a BTC in µUSD per lot of 0.0001 BTC. */
export const MARK = 9_500_000n;

/** BTC-PERP: 5 % and 1 % more for each $1M. */
export const TERMS: MarketTerms = {
  instrument: 'BTC-PERP',
  margin: { rate: 5n * 10n ** 16n, slopePerUsd: 10n ** 10n },
  option: null,
  minSizeLots: 1n,
  maxSizeLots: 10_000_000n,
  tick: 10n,
};

export const LIMITS: OfferLimits = {
  perLiquidation: 250_000n * USD,
  totalPosition: 1_000_000n * USD,
  marginSharePpm: 500_000n,
  tolerancePpm: 1000n,
};

export const chance = (more: Partial<TakeoverChance> = {}): TakeoverChance => ({
  account: 7,
  side: 'buy',
  neededLots: 1000n,
  keeperPrice: 9_440_625n,
  mark: MARK,
  index: MARK,
  ...more,
});

/** An account with money and, if given, lots of BTC-PERP. */
export const own = (lots = 0n, freeCollateral = 500_000n * USD): OwnAccount => ({
  account: 1,
  equity: freeCollateral,
  freeCollateral,
  holdings: lots === 0n ? new Map() : new Map([['BTC-PERP', { lots, worth: MARK }]]),
  resting: [],
});
