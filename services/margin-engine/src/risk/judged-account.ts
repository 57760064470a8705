import {
  type Account,
  type MarginState,
  type Market,
  type MarketFigures,
  marginState,
  pendingCash,
  wholeCash,
} from '@tenor/protocol';

/** Maintenance margin is half of the initial margin, which is in 2^-20 µUSD. */
const MAINTENANCE_SHIFT = 21n;

/** What of an account decides its risk. */
export type HeldAccount = Pick<Account, 'id' | 'collateral' | 'positions'>;

/** An account's exact margin state with pending cash counted: equity in µUSD, initial margin in 2^-20 µUSD. */
export interface JudgedAccount extends MarginState {
  readonly account: number;
}

/** Judges an account by the rules themselves. `marketOf` and `figuresOf` must know every instrument held. */
export function judgeAccount(
  { id, collateral, positions }: HeldAccount,
  marketOf: (instrument: number) => Market,
  figuresOf: (instrument: number) => MarketFigures,
): JudgedAccount {
  const { cash } = wholeCash(pendingCash(positions, marketOf));
  return { account: id, ...marginState({ collateral: collateral + cash, positions }, figuresOf) };
}

/** Whether equity is below maintenance margin, exactly. */
export const isBelowMaintenance = ({ equity, margin }: MarginState): boolean => equity << MAINTENANCE_SHIFT < margin;

/** Whether an account can be ranked by its collateral ratio: not if it needs no margin and owes nothing. */
export const hasCollateralRatio = ({ equity, margin }: MarginState): boolean => margin > 0n || equity < 0n;

/**
 * Orders by equity ÷ margin, lowest first and without a division, then by account number.
 * Both must satisfy `hasCollateralRatio`; a debt without margin comes before everything.
 */
export function compareCollateralRatio(a: JudgedAccount, b: JudgedAccount): number {
  const left = a.equity * b.margin;
  const right = b.equity * a.margin;
  return left === right ? a.account - b.account : left < right ? -1 : 1;
}
