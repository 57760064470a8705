import type { Effects } from '../batch/effects.ts';
import type { L1Entry } from '../batch/plan.ts';

/** Puts what somebody paid on L1 into the insurance fund. It always succeeds. */
export const insure = (entry: Extract<L1Entry, { kind: 'insure' }>): Effects => ({
  accounts: [],
  rows: [],
  fees: 0n,
  fund: entry.amount,
  entry,
});
