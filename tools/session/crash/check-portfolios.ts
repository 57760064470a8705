import { type ExchangeState, STANDARD_MODE } from '@tenor/protocol';
import type { Checks } from '../checks.ts';
import type { OpenMember } from './crash-accounts.ts';
import type { CrashDay } from './crash-day.ts';
import type { CheckedBatch } from './plan-check.ts';
import type { LiquidationReceipt } from './receipt-check.ts';

/** What a day had of portfolio margin. */
export interface CheckedPortfolios {
  /** Members in portfolio margin. */
  readonly accounts: number;
  /** Receipts of liquidations of accounts in portfolio margin. */
  readonly liquidations: number;
}

type Judged = Pick<CheckedBatch, 'liquidations'>;
type Received = Pick<LiquidationReceipt, 'batch' | 'account'>;
/** A member and the account that it has. */
interface Portfolio {
  readonly account: Pick<OpenMember['account'], 'account'>;
  readonly member: Pick<OpenMember['member'], 'marginMode'>;
}

/** Receipts of accounts that a plan closes in portfolio margin. */
export function inPortfolioMargin<Receipt extends Received>(
  receipts: readonly Receipt[],
  batches: readonly Judged[],
): Receipt[] {
  const closed = new Set(
    batches.flatMap(({ liquidations }) =>
      liquidations
        .filter(({ marginMode }) => marginMode !== STANDARD_MODE)
        .map(({ batch, account }) => `${batch}/${account}`),
    ),
  );
  return receipts.filter(({ batch, account }) => closed.has(`${batch}/${account}`));
}

/** Whether those members who wanted portfolio margin, and nobody else of them, end in it by the plans, and whether accounts were closed in it. */
export function checkPortfolios(
  { batches, state }: { readonly batches: readonly Judged[]; readonly state: Pick<ExchangeState, 'accounts'> },
  members: readonly Portfolio[],
  receipts: readonly Received[],
  { leastPortfolios }: Pick<CrashDay, 'leastPortfolios'>,
  checks: Checks,
): CheckedPortfolios {
  const modes = members.map(({ account, member }) => ({
    wanted: member.marginMode,
    taken: state.accounts.get(account.account)?.marginMode,
  }));
  const held = modes.filter(({ taken }) => taken !== undefined && taken !== STANDARD_MODE).length;
  checks.that(
    `${held} of ${members.length} members end in portfolio margin, each in the mode that it signed`,
    held > 0 && modes.every(({ wanted, taken }) => wanted === taken),
  );
  const closed = inPortfolioMargin(receipts, batches);
  const accounts = new Set(closed.map(({ account }) => account)).size;
  checks.that(
    `${closed.length} liquidations of ${accounts} accounts in portfolio margin`,
    closed.length >= leastPortfolios,
    `at least ${leastPortfolios} expected`,
  );
  return { accounts: held, liquidations: closed.length };
}
