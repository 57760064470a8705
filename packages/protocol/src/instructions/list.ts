import type { Effects } from '../batch/effects.ts';
import type { L1Entry } from '../batch/plan.ts';
import type { Market, MarketTerms } from '../state/market.ts';

/**
 * Lists the instrument of an L1 entry in the lowest free market row. It always succeeds: L1 allocates ids and checks terms; where no row is
 * free the entry is used up without an effect, since a queue that cannot move would freeze the exchange.
 */
export function list(entry: Extract<L1Entry, { kind: 'list' }>, markets: readonly (Market | null)[]): Effects {
  const free = markets.indexOf(null);
  return { accounts: [], rows: [], fees: 0n, entry, listing: { terms: entry.terms, row: free < 0 ? null : free } };
}

/** A market row as a listing leaves it. */
export const listedMarket = (terms: MarketTerms): Market => ({
  ...terms,
  indexLong: 0n,
  indexShort: 0n,
  openInterest: 0n,
  lastMark: 0n,
  lastFundingHour: 0,
});
