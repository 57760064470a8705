import {
  cashIndicesOf,
  type ExchangeState,
  isLiquidatable,
  marginState,
  type OracleRound,
  pendingCash,
  RoundFigures,
  wholeCash,
} from '@tenor/protocol';
import type { AccountBelowMaintenance } from './queries.ts';
import { openPositions } from './unsettled-positions.ts';

/** Accounts with positions below maintenance margin at a round, of these or of all; cash that is not paid yet is counted. */
export function accountsBelowMaintenance(
  state: ExchangeState,
  round: OracleRound,
  among?: Iterable<number>,
): AccountBelowMaintenance[] {
  const { accounts } = state;
  const figuresOf = new RoundFigures(state).at(round);
  const indicesOf = cashIndicesOf(state);
  const judged = among === undefined ? accounts.values() : [...among].flatMap((id) => accounts.get(id) ?? []);
  const below: AccountBelowMaintenance[] = [];
  for (const account of judged) {
    const held = openPositions(state, account);
    if (held.length === 0) continue;
    const { cash } = wholeCash(pendingCash(account.positions, indicesOf));
    const { marginMode } = account;
    const margins = marginState({ collateral: account.collateral + cash, marginMode, positions: held }, figuresOf);
    if (!isLiquidatable(margins)) continue;
    const positions = held.map(({ instrument, size }) => ({ account: account.id, instrument, size }));
    below.push({ account: account.id, marginMode, ...margins, positions });
  }
  return below;
}
