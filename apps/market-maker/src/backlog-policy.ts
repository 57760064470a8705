/** What the bot does about the rows that wait for a proof. */
export interface BacklogPosture {
  /**
   * normal: all levels. careful: wider. minimal: one level, wider still. stopped: no quotes. Every mode that quotes also refills: a book
   * that empties while the prover lags is worse than one that is dear, and the stop bounds the backlog.
   */
  readonly mode: 'normal' | 'careful' | 'minimal' | 'stopped';
  /** Spread multiplier. */
  readonly widening: bigint;
  readonly levels: number;
  readonly refills: boolean;
}

export const NO_QUOTES: BacklogPosture = { mode: 'stopped', widening: 1n, levels: 0, refills: false };

/**
 * Every fill makes rows that somebody has to prove, and proofs take seconds: the further the backlog is towards its cap, the
 * less the bot trades, so that the backlog stays bounded whatever the flow.
 * @param unprovedRows rows accepted and not proved yet
 * @param capRows above it only one wide level is quoted; at twice the cap nothing is
 */
export function backlogPosture(unprovedRows: number, capRows: number, levels: number): BacklogPosture {
  if (unprovedRows >= 2 * capRows) return NO_QUOTES;
  if (unprovedRows >= capRows) return { mode: 'minimal', widening: 4n, levels: 1, refills: true };
  if (2 * unprovedRows >= capRows) return { mode: 'careful', widening: 2n, levels, refills: true };
  return { mode: 'normal', widening: 1n, levels, refills: true };
}
