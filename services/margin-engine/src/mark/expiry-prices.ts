import { INSTRUMENT_KIND, isOption, type MarketTerms, markBounds, markClamp } from '@tenor/protocol';
import { clamp } from '../clamp.ts';
import { markedVolatilities } from '../options/marked-volatilities.ts';
import { optionMarks } from '../options/option-marks.ts';
import { scenarioPrices } from '../options/scenario-prices.ts';

/** How the instruments of one expiry are priced. */
export interface ExpiryPricing {
  /** Forward of the settlement price, µUSD per lot. */
  readonly forward: bigint;
  /** Years of 365 days of variance. */
  readonly years: number;
  /** Per √year, by log-moneyness and strike. */
  readonly volatilityAt: (k: number, strike: bigint) => number;
}

/**
 * The forward within reach of the index: by the least clamp of the expiry's instruments. Then every mark that follows from it lies in its bounds
 * (max(F − K, 0) ≥ max(I − K, 0) − reach, F ≤ I + reach, and the same of puts) without being moved, which could break convexity.
 */
export function reachableForward(terms: readonly MarketTerms[], forward: bigint, index: bigint): bigint {
  const reaches = terms.map((each) => markClamp(each, index));
  const reach = reaches.reduce((least: bigint, each: bigint) => (each < least ? each : least));
  return clamp(forward, index > reach ? index - reach : 1n, index + reach);
}

/** Prices of the instruments of one expiry, µUSD per lot, in the order of the terms. */
export interface ExpiryPrices {
  readonly marks: readonly bigint[];
  /** In every scenario of portfolio margin, in the order of the grid; an empty list for a future. */
  readonly scenarioPrices: readonly (readonly bigint[])[];
}

/**
 * Marks of all instruments of one expiry: a future's is the forward; options by `optionMarks`, so they are convex and monotone in strike. Each at least 1, and
 * inside its bounds at this index price. Options are revalued in the scenarios at the volatilities that the marks tell. `forward` is one of `reachableForward`.
 */
export function expiryPrices(terms: readonly MarketTerms[], index: bigint, pricing: ExpiryPricing): ExpiryPrices {
  const strikes = [...new Set(terms.filter(isOption).map(({ strike }) => strike))].sort((a, b) => (a < b ? -1 : 1));
  const { forward, years, volatilityAt } = pricing;
  const series = { forward, strikes, years };
  const all = optionMarks(series, volatilityAt);
  const volatilities = markedVolatilities(series, all, volatilityAt);
  const tables = scenarioPrices(series, (_, strike) => volatilities[strikes.indexOf(strike)]!);
  const marks = terms.map((each) => {
    const side = each.kind === INSTRUMENT_KIND.put ? all.puts : all.calls;
    const mark = isOption(each) ? side[strikes.indexOf(each.strike)]! : forward;
    const { low, high } = markBounds(each, index);
    return clamp(mark, low > 1n ? low : 1n, high);
  });
  const prices = terms.map((each) => {
    const side = each.kind === INSTRUMENT_KIND.put ? tables.puts : tables.calls;
    return isOption(each) ? side[strikes.indexOf(each.strike)]! : [];
  });
  return { marks, scenarioPrices: prices };
}
