import {
  type Account,
  type CashIndicesOf,
  type FiguresOf,
  type MarginState,
  marginState,
  pendingCash,
  wholeCash,
} from '@tenor/protocol';

/** What of an account decides its risk. */
export type HeldAccount = Pick<Account, 'id' | 'collateral' | 'marginMode' | 'positions'>;

/** An account's exact margin state with pending cash counted. */
export interface JudgedAccount extends MarginState {
  readonly account: number;
}

/** Judges an account by the rules themselves. `indicesOf` and `figuresOf` must know every instrument held. */
export function judgeAccount(
  { id, collateral, marginMode, positions }: HeldAccount,
  indicesOf: CashIndicesOf,
  figuresOf: FiguresOf,
): JudgedAccount {
  const { cash } = wholeCash(pendingCash(positions, indicesOf));
  return { account: id, ...marginState({ collateral: collateral + cash, marginMode, positions }, figuresOf) };
}

/** Whether an account can be ranked by its collateral ratio: not if it needs no maintenance margin and owes nothing. */
export const hasCollateralRatio = ({ equity, maintenance }: MarginState): boolean => maintenance > 0n || equity < 0n;

/**
 * Orders by equity ÷ maintenance margin, lowest first and without a division, then by account number.
 * Both must satisfy `hasCollateralRatio`; a debt without margin comes before everything.
 */
export function compareCollateralRatio(a: JudgedAccount, b: JudgedAccount): number {
  const left = a.equity * b.maintenance;
  const right = b.equity * a.maintenance;
  return left === right ? a.account - b.account : left < right ? -1 : 1;
}
