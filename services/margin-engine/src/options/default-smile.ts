import { type RawSvi, scaledVariance } from './svi.ts';

/** Per √year, by underlying (1 BTC, 2 ETH). */
const AT_THE_MONEY: Readonly<Record<number, number>> = { 1: 0.55, 2: 0.7 };
const OTHERWISE = 0.8;

/** The shape at a volatility of 1: puts dearer than calls, both wings a little dearer than the money. */
const SHAPE: RawSvi = { a: 0.64, b: 1.2, rho: -0.2, m: 0, s: 0.3 };

export const defaultVolatility = (underlying: number): number => AT_THE_MONEY[underlying] ?? OTHERWISE;

/** The smile of an expiry that nobody quotes: this volatility (per √year) at the money, total variance growing with time at every log-moneyness. */
export const defaultSmile = (volatility: number, years: number): RawSvi =>
  scaledVariance(SHAPE, volatility * volatility * years);
