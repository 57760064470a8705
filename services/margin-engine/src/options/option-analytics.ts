import type { OptionTerms } from './black76.ts';
import { black76Greeks } from './black76-greeks.ts';

/** What an option's mark says, for people. Money is USD per whole unit of the underlying. */
export interface OptionAnalytics {
  /** Implied volatility of the mark, per cent a year. */
  readonly iv: number;
  /** Units of the underlying's forward for one unit of the option. */
  readonly delta: number;
  /** Change of delta per USD of the forward. */
  readonly gamma: number;
  /** USD per percentage point of volatility. */
  readonly vega: number;
  /** USD a day; negative for what decays. */
  readonly theta: number;
  /** USD per unit. */
  readonly forward: number;
}

/** How an option was marked: `terms` in µUSD per lot, volatility per √year. */
export interface OptionPricing {
  readonly terms: OptionTerms;
  readonly volatility: number;
}

const MICRO = 1e6;
const DAYS = 365;

/** Greeks of Black-76 at the forward, time and volatility of the mark. */
export function optionAnalytics({ terms, volatility }: OptionPricing, lotsPerUnit: bigint): OptionAnalytics {
  const usd = (perLot: number): number => (perLot * Number(lotsPerUnit)) / MICRO;
  const unit = { ...terms, forward: usd(terms.forward), strike: usd(terms.strike) };
  const { delta, gamma, vega, theta } = black76Greeks(unit, volatility);
  return { iv: 100 * volatility, delta, gamma, vega: vega / 100, theta: theta / DAYS, forward: unit.forward };
}
