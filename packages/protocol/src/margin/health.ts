import type { AccountHealth } from '../batch/ledger-interface.ts';
import type { FiguresOf } from '../batch/rounds.ts';
import type { Account } from '../state/account.ts';
import { type MarginState, marginState } from './margin-state.ts';
import { MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS } from './scenario/grid.ts';
import { type CashIndicesOf, pendingCash, wholeCash } from './settlement.ts';

const ceilShift = (value: bigint, bits: bigint): bigint => (value + (1n << bits) - 1n) >> bits;

/** An account's figures at one set of marks with pending cash counted; margins are rounded up to whole µUSD. */
export function accountHealth(account: Account, indicesOf: CashIndicesOf, figuresOf: FiguresOf): AccountHealth {
  const { cash } = wholeCash(pendingCash(account.positions, indicesOf));
  return healthOf(marginState({ ...account, collateral: account.collateral + cash }, figuresOf));
}

/** The figures of a margin state; margins are rounded up to whole µUSD. */
export function healthOf({ equity, margin, maintenance }: MarginState): AccountHealth {
  const initialMargin = ceilShift(margin, MARGIN_FRACTION_BITS);
  return {
    equity,
    initialMargin,
    maintenanceMargin: ceilShift(maintenance, MAINTENANCE_FRACTION_BITS),
    freeCollateral: equity - initialMargin,
  };
}
