import type { Effects, RuleContext } from '../batch/effects.ts';
import type { L1Entry } from '../batch/plan.ts';

/** Credits what L1 took into the vault. It always succeeds: L1 deposits only to registered accounts. */
export function deposit(context: RuleContext, entry: Extract<L1Entry, { kind: 'deposit' }>): Effects {
  context.account(entry.account);
  return {
    accounts: [{ account: entry.account, cash: entry.amount, deposit: entry.amount }],
    rows: [],
    fees: 0n,
    entry,
  };
}
