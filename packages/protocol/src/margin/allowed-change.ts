import { MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS, type MarginState } from './holding.ts';

/** Which branch of the rule allows a change: 0 fully margined, 1 above maintenance, 2 ratio no worse, 3 negative equity no worse. */
export type ChangeBranch = 0 | 1 | 2 | 3;

/**
 * The allowed-change rule: what an account may become, judged at one set of marks.
 * Allowed if E1 ≥ IM1; or, with no money out and IM1 ≤ IM0, if E1 ≥ MM1, or 0 ≤ E0 < MM0 and E1·MM0 ≥ E0·MM1, or E0 < 0, E1 ≥ E0 and MM1 ≤ MM0.
 * @param before settled old state with this change's deposits
 * @param moneyOut whether anything is withdrawn or transferred away (gross)
 * @returns the branch, or null if the change is refused
 */
export function allowedChange(before: MarginState, after: MarginState, moneyOut: boolean): ChangeBranch | null {
  if (after.equity << MARGIN_FRACTION_BITS >= after.margin) return 0;
  if (moneyOut || after.margin > before.margin) return null;
  if (after.equity << MAINTENANCE_FRACTION_BITS >= after.maintenance) return 1;
  if (before.equity >= 0n) {
    const noWorse = after.equity * before.maintenance >= before.equity * after.maintenance;
    return before.maintenance !== 0n && noWorse ? 2 : null;
  }
  return after.equity >= before.equity && after.maintenance <= before.maintenance ? 3 : null;
}
