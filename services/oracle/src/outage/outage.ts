import { MARKET_MODES, type MarketMode } from './market-mode.ts';
import { checkThresholds, type OutageThresholds } from './outage-thresholds.ts';

/** The mode of one underlying's markets and why; times in Unix milliseconds. */
export interface Outage {
  readonly mode: MarketMode;
  /** When the mode began. */
  readonly since: number;
  /** The same in words, for people. */
  readonly reason: string;
  /** When this was computed. */
  readonly at: number;
  /** Time of the last good index; null before the first. */
  readonly lastGoodAt: number | null;
  /** Since when the index has been steady in this mode; null while it is not. */
  readonly steadySince: number | null;
}

/** What is known of an index at one moment. */
export interface IndexSight {
  /** Unix milliseconds. */
  readonly now: number;
  readonly lastGoodAt: number | null;
  /** Why there is no index now, in words. */
  readonly cause?: string | null;
}

const severity = (mode: MarketMode): number => MARKET_MODES.indexOf(mode);
const seconds = (milliseconds: number): string => `${Math.floor(milliseconds / 1_000)} s`;

/** The beginning: halted, because nothing is known yet. */
export const beginOutage = (now: number): Outage => ({
  mode: 'halted',
  since: now,
  reason: 'Halted: there was no index price yet.',
  at: now,
  lastGoodAt: null,
  steadySince: null,
});

function modeForAge(age: number, { reduceOnlyAfterMs, haltAfterMs }: OutageThresholds): MarketMode {
  if (age >= haltAfterMs) return 'halted';
  return age >= reduceOnlyAfterMs ? 'reduce-only' : 'running';
}

/** The greatest age the index has had since `before`: now, or just before the newest good one came. */
function worstAge(before: Outage, now: number, lastGoodAt: number | null): number {
  if (lastGoodAt === null) return Number.POSITIVE_INFINITY;
  const gap = before.lastGoodAt === null ? 0 : lastGoodAt - before.lastGoodAt;
  return Math.max(now - lastGoodAt, gap);
}

/**
 * The next state of a market from the age of its last good index. It worsens at once and comes back one mode at a time, each
 * step after the index has been steady for `recoverAfterMs` without a break. However rarely this is called, an outage
 * in between is not overlooked. Pure. A clock that goes back is taken as standing still.
 * Throws RangeError for thresholds that are out of order.
 */
export function nextOutage(before: Outage, sight: IndexSight, thresholds: OutageThresholds): Outage {
  checkThresholds(thresholds);
  const now = Math.max(sight.now, before.at);
  const lastGoodAt = latest(before.lastGoodAt, sight.lastGoodAt, now);
  const age = worstAge(before, now, lastGoodAt);
  const due = modeForAge(age, thresholds);
  const steady = age <= thresholds.steadyWithinMs;
  const steadySince = steady ? (before.steadySince ?? now) : null;
  const seen = { at: now, lastGoodAt };
  if (severity(due) > severity(before.mode)) {
    return { ...seen, mode: due, since: now, steadySince, reason: describe(due, age, sight.cause) };
  }
  const recovered = steadySince !== null && now - steadySince >= thresholds.recoverAfterMs;
  if (before.mode !== 'running' && recovered) {
    const mode = MARKET_MODES[severity(before.mode) - 1]!;
    return { ...seen, mode, since: now, steadySince: now, reason: describeReturn(mode) };
  }
  const reason = before.mode === due && due !== 'running' ? describe(due, age, sight.cause) : before.reason;
  return { ...seen, mode: before.mode, since: before.since, steadySince, reason };
}

function latest(known: number | null, told: number | null, now: number): number | null {
  if (told === null) return known;
  return Math.min(now, Math.max(known ?? told, told));
}

function describe(mode: MarketMode, age: number, cause: string | null | undefined): string {
  const why = cause ? `: ${cause}` : '';
  const effect = mode === 'halted' ? 'Halted' : 'Positions may only be reduced';
  if (age === Number.POSITIVE_INFINITY) return `${effect}: there was no index price yet${why}.`;
  return `${effect}: no good index price for ${seconds(age)}${why}.`;
}

const describeReturn = (mode: MarketMode): string =>
  mode === 'running'
    ? 'The index is steady.'
    : 'Positions may only be reduced: the index is back, trading opens when it has stayed steady.';
