import { INSTRUMENT_KIND } from '../parameters.ts';
import type { MarketTerms } from '../state/market.ts';
import { isOption } from './market-figures.ts';

/** What tells a series from another. */
export type SeriesTerms = Pick<MarketTerms, 'kind' | 'underlying' | 'expiryHour' | 'strike'>;

/** The order in which a batch opens market rows: by underlying, expiry, kind and strike, so that the strikes of an expiry stand beside each other. */
export function compareSeries(a: SeriesTerms, b: SeriesTerms): number {
  if (a.underlying !== b.underlying) return a.underlying - b.underlying;
  if (a.expiryHour !== b.expiryHour) return a.expiryHour - b.expiryHour;
  if (a.kind !== b.kind) return a.kind - b.kind;
  return a.strike < b.strike ? -1 : a.strike > b.strike ? 1 : 0;
}

/** A series with its mark, µUSD per lot. */
export interface MarkedSeries {
  readonly terms: SeriesTerms;
  readonly mark: bigint;
}

/** Options whose marks could be traded against each other without risk: two that are not monotone, or three that are not convex. */
export type Arbitrage = readonly MarkedSeries[];

const sameExpiry = (a: SeriesTerms, b: SeriesTerms): boolean =>
  a.underlying === b.underlying && a.expiryHour === b.expiryHour && a.kind === b.kind;

/** What a mark loses from one strike to the next: a call's falls, a put's rises. */
const fallOf = (here: MarkedSeries, next: MarkedSeries): bigint =>
  here.terms.kind === INSTRUMENT_KIND.put ? next.mark - here.mark : here.mark - next.mark;

/**
 * The first options whose marks could be traded against each other without risk; null when there are none. Within an expiry, from strike to strike, a call's
 * mark falls and a put's rises, by at most the step of the strike, and both are convex: no spread and no butterfly has a negative price.
 */
export function optionArbitrage(listed: readonly MarkedSeries[]): Arbitrage | null {
  const options = listed.filter(({ terms }) => isOption(terms)).sort((a, b) => compareSeries(a.terms, b.terms));
  for (let i = 0; i + 1 < options.length; i++) {
    const [here, next, after] = [options[i]!, options[i + 1]!, options[i + 2]];
    if (!sameExpiry(here.terms, next.terms)) continue;
    const fall = fallOf(here, next);
    const step = next.terms.strike - here.terms.strike;
    if (fall < 0n || fall > step) return [here, next];
    if (!after || !sameExpiry(next.terms, after.terms)) continue;
    const convex = (here.mark - next.mark) * (after.terms.strike - next.terms.strike);
    if (convex < (next.mark - after.mark) * step) return [here, next, after];
  }
  return null;
}
