import { type ExpiryRules, expiries } from './expiries.ts';
import { type Series, sameSeries } from './series.ts';
import { type StrikeTarget, strikeTargets } from './strikes.ts';

/** An underlying as the rule sees it. */
export interface UnderlyingView {
  readonly base: string;
  /** USD per unit; null where there is no price: nothing is listed then. */
  readonly index: number | null;
  /** Of a year, such as 0.6: how far apart its strikes are. */
  readonly volatility: number;
}

export interface ListingRules extends ExpiryRules {
  /** Standard deviations between the index and the outermost strikes. */
  readonly widest: number;
}

export interface ListingInput {
  /** Unix seconds. */
  readonly now: number;
  readonly underlyings: readonly UnderlyingView[];
  /** Every dated series that has a market row, or will have one: those on their way count. */
  readonly listed: readonly Series[];
  /** Every series that ever went to L1: it is listed once and never again, whatever became of it. */
  readonly once: readonly Series[];
  /** Market rows that nothing has and nothing is on its way to. */
  readonly freeRows: number;
  readonly rules: ListingRules;
}

/**
 * The series to list now, the most wanted first (docs/protocol/series.md). Each underlying has the same number of rows; within them the
 * nearest future comes first, then expiry by expiry the strikes from the index outwards, each as a call and a put.
 */
export function seriesToList(input: ListingInput): Series[] {
  const { underlyings, listed, freeRows } = input;
  const rows = listed.length + freeRows;
  const books = underlyings.map((underlying, place) => ({
    held: listed.filter(({ base }) => base === underlying.base).length,
    // What does not divide goes to the first.
    share: Math.floor(rows / underlyings.length) + (place < rows % underlyings.length ? 1 : 0),
    wanted: missingSeries(underlying, input),
  }));
  const plan: Series[] = [];
  while (plan.length < freeRows) {
    const open = books.filter(({ held, share, wanted }) => held < share && wanted.length > 0);
    // Whoever has the fewest is next.
    const next = open.reduce((least, book) => (book.held < least.held ? book : least), open[0]!);
    if (!next) break;
    plan.push(next.wanted.shift()!);
    next.held++;
  }
  return plan;
}

/** What an underlying should have and has not, the most wanted first. */
function missingSeries({ base, index, volatility }: UnderlyingView, input: ListingInput): Series[] {
  if (index === null) return [];
  const { now, listed, once, rules } = input;
  const used = [...listed, ...once];
  const own = listed.filter((series) => series.base === base);
  const dates = expiries(now, rules);
  const wanted = dates.flatMap(({ hour, monthly }) => {
    const strikes = own.filter(({ kind, expiryHour }) => kind !== 'future' && expiryHour === hour);
    const targets = strikeTargets(index, volatility, hour - now / 3600, rules.widest);
    const options = targets.flatMap((target) => pairOf(base, servingStrike(target, strikes) ?? target.strike, hour));
    return monthly ? [futureOf(base, hour), ...options] : options;
  });
  // One future before all options: few rows are enough for it.
  const nearest = dates.find(({ monthly }) => monthly);
  if (nearest) wanted.unshift(futureOf(base, nearest.hour));
  return wanted.filter(
    (series, place) =>
      !used.some((other) => sameSeries(other, series)) &&
      wanted.findIndex((other) => sameSeries(other, series)) === place,
  );
}

/** The listed strike that is nearest to where one should be, if any is near enough. */
function servingStrike({ strike, low, high }: StrikeTarget, listed: readonly Series[]): number | undefined {
  return listed
    .map((series) => series.strike)
    .filter((other) => other >= low && other <= high)
    .sort((a, b) => Math.abs(a - strike) - Math.abs(b - strike))[0];
}

const futureOf = (base: string, expiryHour: number): Series => ({ kind: 'future', base, strike: 0, expiryHour });
const pairOf = (base: string, strike: number, expiryHour: number): Series[] => [
  { kind: 'call', base, strike, expiryHour },
  { kind: 'put', base, strike, expiryHour },
];
