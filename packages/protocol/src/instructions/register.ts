import type { Effects, RuleContext } from '../batch/effects.ts';
import type { L1Entry } from '../batch/plan.ts';
import { TenorError } from '../errors.ts';
import { newAccount } from '../state/account.ts';

/** Opens the account that L1 gave out. It always succeeds: ids are allocated on L1 and never reused. */
export function register(context: RuleContext, entry: Extract<L1Entry, { kind: 'register' }>, places: number): Effects {
  if (context.hasAccount(entry.account)) throw new TenorError('ENTRY_OUT_OF_ORDER', { param: 'account' });
  return {
    accounts: [{ account: entry.account, cash: 0n, fresh: newAccount(entry.account, entry.owner, entry.key, places) }],
    rows: [],
    fees: 0n,
    entry,
  };
}
