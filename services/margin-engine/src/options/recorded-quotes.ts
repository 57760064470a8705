import type { ExpiryQuotes } from './option-chain.ts';
import type { RecordedOption } from './recorded-chain.ts';
import { YEAR_SECONDS } from './year-seconds.ts';

const inUsd = (coin: number | null, forward: number): number | null => (coin === null ? null : coin * forward);

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/**
 * A recorded chain of one currency as quotes in USD, nearest expiry first: coin prices times the venue's forward of the same row, which is the reference price.
 * Expiries that had passed are left out.
 */
export function recordedQuotes(options: readonly RecordedOption[]): ExpiryQuotes[] {
  const rows = new Map<number, RecordedOption[]>();
  for (const option of options) rows.set(option.expiry, [...(rows.get(option.expiry) ?? []), option]);
  return [...rows]
    .map(([expiry, of]) => ({
      expiry,
      years: (expiry - middle(of.map(({ time }) => time))) / YEAR_SECONDS,
      referencePrice: middle(of.map(({ forward }) => forward)),
      quotes: of.map(({ kind, strike, bid, ask, forward }) => ({
        kind,
        strike,
        bid: inUsd(bid, forward),
        ask: inUsd(ask, forward),
      })),
    }))
    .filter(({ years }) => years > 0)
    .sort((a, b) => a.years - b.years);
}
