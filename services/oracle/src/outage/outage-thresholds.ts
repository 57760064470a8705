/** When a market stops for want of an index, and when it comes back; all in milliseconds. */
export interface OutageThresholds {
  /** From this age of the last good index on positions may only be reduced. */
  readonly reduceOnlyAfterMs: number;
  /** From this age on nothing is matched. */
  readonly haltAfterMs: number;
  /** The index counts as steady while it is never older than this; below `reduceOnlyAfterMs`, so that a limping index does not flap. */
  readonly steadyWithinMs: number;
  /** How long the index must be steady for each step back, from halted to reduce-only and from there to running. */
  readonly recoverAfterMs: number;
}

export const DEFAULT_OUTAGE: OutageThresholds = {
  reduceOnlyAfterMs: 15_000,
  haltAfterMs: 120_000,
  steadyWithinMs: 5_000,
  recoverAfterMs: 10_000,
};

/** Throws RangeError unless 0 < steadyWithin < reduceOnlyAfter < haltAfter and recoverAfter ≥ 0. */
export function checkThresholds(thresholds: OutageThresholds): void {
  const { reduceOnlyAfterMs, haltAfterMs, steadyWithinMs, recoverAfterMs } = thresholds;
  const ordered = 0 < steadyWithinMs && steadyWithinMs < reduceOnlyAfterMs && reduceOnlyAfterMs < haltAfterMs;
  if (!ordered || !(recoverAfterMs >= 0)) {
    throw new RangeError('An outage needs 0 < steadyWithin < reduceOnlyAfter < haltAfter and recoverAfter ≥ 0.');
  }
}
