import {
  type Account,
  cashIndicesOf,
  copyAccount,
  type ExchangeState,
  marginState,
  type OracleRound,
  pendingCash,
  RoundFigures,
  type UnsignedChange,
  unsignedRefusal,
  wholeCash,
} from '@tenor/protocol';

/** What of a receipt the audit needs. */
export interface ReceiptForAudit {
  readonly account: number;
  /** µUSD that the insurance fund paid; null for a counterparty of a deleveraging. */
  readonly insurance: bigint | null;
  readonly deleveraged: boolean;
  /** µUSD that it received from the account, and from the winners. */
  readonly fee: bigint;
  readonly levy: bigint;
}

/**
 * µUSD by which the insurance fund of a batch differs from what its receipts and entries say; 0 unless a receipt is missing or wrong.
 * @param insured µUSD that entries paid into the fund
 */
export function fundDifference(
  fundBefore: bigint,
  fundAfter: bigint,
  receipts: readonly ReceiptForAudit[],
  insured: bigint,
): bigint {
  const told = receipts.reduce((sum, { fee, levy, insurance }) => sum + fee + levy - (insurance ?? 0n), insured);
  return fundAfter - fundBefore - told;
}

/** One liquidated account in one batch, judged again from what L1 has. */
export interface LiquidationFinding {
  readonly batch: number;
  readonly account: number;
  /** µUSD, with the deposits of the batch. */
  readonly equityBefore: bigint;
  readonly equityAfter: bigint;
  /** Initial margin in the account's margin mode, 2^-24 µUSD. */
  readonly marginBefore: bigint;
  readonly marginAfter: bigint;
  readonly insurance: bigint;
  /** Whether it took part in a deleveraging, on either side. */
  readonly deleveraged: boolean;
  /** What the rule says against it; null where it holds. */
  readonly refusal: string | null;
}

/** Accounts as they are before a batch, kept apart from what the batch does to them. */
export const copiesOf = (state: ExchangeState, ids: Iterable<number>): Map<number, Account> =>
  new Map([...ids].flatMap((id) => (state.accounts.has(id) ? [[id, copyAccount(state.accounts.get(id)!)]] : [])));

/**
 * Judges every account of a batch that was liquidated or took part in a deleveraging by its rule, in its margin mode, from the states around the batch and
 * the round that it is judged at; funding is in the indices after it. No price is the receipts' word.
 * @param before the accounts before the batch (`copiesOf`)
 * @param after the state after it
 * @param deposits µUSD that the batch's entries paid into an account
 * @param round its last round, checked by `auditRounds`
 */
export function auditLiquidations(
  batch: number,
  before: ReadonlyMap<number, Account>,
  after: ExchangeState,
  receipts: readonly ReceiptForAudit[],
  deposits: ReadonlyMap<number, bigint>,
  round: OracleRound,
): LiquidationFinding[] {
  const figuresOf = new RoundFigures(after).at(round);
  const changes = new Map<number, UnsignedChange>();
  for (const { account, insurance, deleveraged } of receipts) {
    const sum = insurance === null ? null : (changes.get(account)?.insurance ?? 0n) + insurance;
    changes.set(account, { insurance: sum, deleveraged });
  }
  return [...changes].map(([id, change]) => {
    const [old, now] = [before.get(id), after.accounts.get(id)];
    if (!old || !now) throw new Error(`account ${id} is not in the state of batch ${batch}`);
    const { cash } = wholeCash(pendingCash(old.positions, cashIndicesOf(after)));
    const collateral = old.collateral + cash + (deposits.get(id) ?? 0n);
    const [was, is] = [marginState({ ...old, collateral }, figuresOf), marginState(now, figuresOf)];
    const judged = () => unsignedRefusal(was, is, change, [old.positions, now.positions], figuresOf);
    return {
      batch,
      account: id,
      equityBefore: was.equity,
      equityAfter: is.equity,
      marginBefore: was.margin,
      marginAfter: is.margin,
      insurance: change.insurance ?? 0n,
      deleveraged: change.deleveraged,
      refusal: old.marginMode !== now.marginMode ? 'MODE_CHANGED' : shrank(old, now) ? judged() : 'A_POSITION_GREW',
    };
  });
}

/** Every position keeps its sign and is no larger than before. */
function shrank(old: Account, now: Account): boolean {
  return now.positions.every(({ instrument, size }) => {
    const before = old.positions.find((position) => position.instrument === instrument)?.size ?? 0n;
    return size > 0n ? before >= size : size < 0n ? before <= size : true;
  });
}
