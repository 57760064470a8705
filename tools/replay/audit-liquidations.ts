import {
  type Account,
  cashIndicesOf,
  copyAccount,
  type ExchangeState,
  type MarketFigures,
  marginState,
  marketFigures,
  pendingCash,
  SETTLED_FIGURES,
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
  /** Index price of every underlying at its round, µUSD per lot: what short options are margined by. */
  readonly index: readonly bigint[];
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
  /** Initial margin in 2^-20 µUSD. */
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
 * Judges every account of a batch that was liquidated or took part in a deleveraging by its rule, from the states around the batch alone: the marks are the last marks that
 * the batch published, funding is in the indices after it.
 * @param before the accounts before the batch (`copiesOf`)
 * @param after the state after it
 * @param deposits µUSD that the batch's entries paid into an account
 */
export function auditLiquidations(
  batch: number,
  before: ReadonlyMap<number, Account>,
  after: ExchangeState,
  receipts: readonly ReceiptForAudit[],
  deposits: ReadonlyMap<number, bigint>,
): LiquidationFinding[] {
  const { index } = receipts[receipts.length - 1] ?? { index: [] };
  const figuresOf = (instrument: number): MarketFigures => {
    const market = after.markets.find((listed) => listed?.instrument === instrument);
    return market ? marketFigures(market, market.lastMark, index[market.underlying - 1]!) : SETTLED_FIGURES;
  };
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
    const was = marginState({ collateral, positions: old.positions }, figuresOf);
    const is = marginState(now, figuresOf);
    return {
      batch,
      account: id,
      equityBefore: was.equity,
      equityAfter: is.equity,
      marginBefore: was.margin,
      marginAfter: is.margin,
      insurance: change.insurance ?? 0n,
      deleveraged: change.deleveraged,
      refusal: shrank(old, now)
        ? unsignedRefusal(was, is, change, [old.positions, now.positions], figuresOf)
        : 'A_POSITION_GREW',
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
