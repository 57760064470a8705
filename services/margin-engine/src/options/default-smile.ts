import type { RawSvi } from './svi.ts';

/** Per √year, by underlying (1 BTC, 2 ETH). */
const AT_THE_MONEY: Readonly<Record<number, number>> = { 1: 0.55, 2: 0.7 };
const OTHERWISE = 0.8;

/** Puts dearer than calls, both wings a little dearer than the money. */
const SHAPE = { rho: -0.2, m: 0, s: 0.3 } as const;
/** Slope of the wings per total variance at the money, and at most: the bound of Lee's moment formula is 2. */
const WING_SHARE = 1.2;
const WING_MAX = 0.8;

export const defaultVolatility = (underlying: number): number => AT_THE_MONEY[underlying] ?? OTHERWISE;

/** The smile of an expiry that nobody quotes: this volatility (per √year) at the money, total variance growing with time at every log-moneyness. */
export function defaultSmile(volatility: number, years: number): RawSvi {
  const atTheMoney = volatility * volatility * years;
  const b = Math.min(WING_SHARE * atTheMoney, WING_MAX);
  return { ...SHAPE, a: atTheMoney - b * SHAPE.s, b };
}
