import { isFullyMargined, isMaintained, type MarginState } from './margin-state.ts';

/** Which branch of the rule allows a change: 0 fully margined, 1 above maintenance, 2 ratio no worse, 3 negative equity no worse. */
export type ChangeBranch = 0 | 1 | 2 | 3;

/**
 * The allowed-change rule: what an account may become, judged at one set of marks.
 * Allowed if E1 ≥ IM1; or, with no money out, in the same margin mode and with IM1 ≤ IM0, if E1 ≥ MM1, or 0 ≤ E0 < MM0 and E1·MM0 ≥ E0·MM1, or E0 < 0, E1 ≥ E0 and MM1 ≤ MM0.
 * @param before settled old state with this change's deposits
 * @param needsFullMargin whether money is withdrawn or transferred away (gross), or the margin mode changes
 * @returns the branch, or null if the change is refused
 */
export function allowedChange(before: MarginState, after: MarginState, needsFullMargin: boolean): ChangeBranch | null {
  if (isFullyMargined(after)) return 0;
  if (needsFullMargin || after.margin > before.margin) return null;
  if (isMaintained(after)) return 1;
  if (before.equity >= 0n) {
    const noWorse = after.equity * before.maintenance >= before.equity * after.maintenance;
    return before.maintenance !== 0n && noWorse ? 2 : null;
  }
  return after.equity >= before.equity && after.maintenance <= before.maintenance ? 3 : null;
}
