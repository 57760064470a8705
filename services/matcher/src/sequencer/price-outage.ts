import type { IndexSight, OutageThresholds } from '@tenor/oracle';
import { MARKET_MODES, type MarketMode } from '@tenor/oracle/market-mode';
import { beginOutage, nextOutage, type Outage } from '@tenor/oracle/outage';

/**
 * When trading stops for want of oracle rounds, and when it comes back; in milliseconds of the journal's clock. They are rules: another figure
 * could judge a command of an old journal differently.
 */
export const PRICE_OUTAGE: OutageThresholds = {
  reduceOnlyAfterMs: 15_000,
  haltAfterMs: 120_000,
  steadyWithinMs: 4_000,
  recoverAfterMs: 2_000,
};

const severity = (mode: MarketMode): number => MARKET_MODES.indexOf(mode);
const look = (before: Outage, sight: IndexSight): Outage => nextOutage(before, sight, PRICE_OUTAGE);

/**
 * What holds at a time (Unix ms), from what the last round left behind; null before the first one. Time alone only makes it worse: a round must
 * bring a mode back.
 */
export function outageAt(lastRound: Outage | null, now: number): Outage {
  if (lastRound === null) return beginOutage(now);
  const seen = look(lastRound, { now, lastGoodAt: lastRound.lastGoodAt });
  return severity(seen.mode) < severity(lastRound.mode) ? lastRound : seen;
}

/**
 * What a round leaves behind that is taken at `now` and says what held at `roundTime` (both Unix ms). The first of all opens at once: nobody
 * has a position that a wrong price could harm.
 */
export function outageAfterRound(lastRound: Outage | null, roundTime: number, now: number): Outage {
  if (lastRound === null) {
    const first = { now, lastGoodAt: roundTime };
    const open = { mode: 'running', since: now, reason: 'The index is steady.', at: now } as const;
    return look({ ...open, lastGoodAt: Math.min(roundTime, now), steadySince: now }, first);
  }
  return look(outageAt(lastRound, now), { now, lastGoodAt: roundTime });
}
