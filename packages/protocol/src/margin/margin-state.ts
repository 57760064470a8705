import type { FiguresOf } from '../batch/rounds.ts';
import type { Account } from '../state/account.ts';
import { MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS } from './scenario/grid.ts';
import { portfolioMargin } from './scenario/portfolio-margin.ts';

/** The figures of an account that the rules compare. */
export interface MarginState {
  /** µUSD: collateral with settled cash plus the value of the positions. */
  readonly equity: bigint;
  /** Initial margin, 2^-24 µUSD. */
  readonly margin: bigint;
  /** Maintenance margin, 2^-25 µUSD. */
  readonly maintenance: bigint;
}

/** What of an account its margins depend on. */
export type MarginedAccount = Pick<Account, 'collateral' | 'positions' | 'marginMode'>;

/** Margin state of an account whose cash is settled, in its margin mode. `figuresOf` must know every instrument held. */
export function marginState(account: MarginedAccount, figuresOf: FiguresOf): MarginState {
  const { value, margin, maintenance } = portfolioMargin(account.positions, figuresOf, account.marginMode);
  return { equity: account.collateral + value, margin, maintenance };
}

/** Whether equity reaches the initial margin. */
export const isFullyMargined = ({ equity, margin }: MarginState): boolean => equity << MARGIN_FRACTION_BITS >= margin;

/** Whether equity reaches the maintenance margin: nobody may liquidate the account. */
export const isMaintained = ({ equity, maintenance }: MarginState): boolean =>
  equity << MAINTENANCE_FRACTION_BITS >= maintenance;
