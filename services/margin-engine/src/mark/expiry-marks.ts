import { INSTRUMENT_KIND, isOption, type MarketTerms, markBounds, markClamp } from '@tenor/protocol';
import { clamp } from '../clamp.ts';
import { optionMarks } from '../options/option-marks.ts';

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

/**
 * Marks of all instruments of one expiry (µUSD per lot, in the order of the terms): a future's is the forward; options by `optionMarks`, so they are convex
 * and monotone in strike. Each at least 1, and inside its bounds at this index price. `forward` is one of `reachableForward`.
 */
export function expiryMarks(terms: readonly MarketTerms[], index: bigint, pricing: ExpiryPricing): bigint[] {
  const strikes = [...new Set(terms.filter(isOption).map(({ strike }) => strike))].sort((a, b) => (a < b ? -1 : 1));
  const { forward, years, volatilityAt } = pricing;
  const { calls, puts } = optionMarks({ forward, strikes, years }, volatilityAt);
  return terms.map((each) => {
    const place = strikes.indexOf(each.strike);
    const marks = each.kind === INSTRUMENT_KIND.put ? puts : calls;
    const mark = isOption(each) ? marks[place]! : forward;
    const { low, high } = markBounds(each, index);
    return clamp(mark, low > 1n ? low : 1n, high);
  });
}
