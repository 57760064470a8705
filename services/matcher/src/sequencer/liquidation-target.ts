import { isLiquidatable, type MarginState, marginState, TenorError } from '@tenor/protocol';
import { closingLeg } from './closing-leg.ts';
import type { ClosingTerms } from './liquidation-sizing.ts';
import { requireTrading, trades } from './market-gate.ts';
import type { Transition } from './transition.ts';
import { openPositions } from './unsettled-positions.ts';

/** What is closed, at which figures. */
export interface Target extends ClosingTerms {
  readonly account: number;
  readonly instrument: number;
  readonly before: MarginState;
  /** Signed lots. */
  readonly held: bigint;
  /** Lots of each side. */
  readonly openInterest: bigint;
}

/** A position of an account below its maintenance margin as it is now. Throws UNKNOWN_ACCOUNT, NOT_LIQUIDATABLE, NO_POSITION, or that nothing trades. */
export function targetOf(t: Transition, account: number, instrument: number): Target {
  const { state } = t.ledger;
  const holder = state.accounts.get(account);
  if (!holder) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
  requireTrading(t, t.instrument(instrument));
  const { equity } = t.ledger.health(account);
  const positions = openPositions(state, holder);
  const { marginMode } = holder;
  const { margin, maintenance } = marginState({ collateral: 0n, marginMode, positions }, (id) => t.figures(id));
  const before = { equity, margin, maintenance };
  if (!isLiquidatable(before)) throw new TenorError('NOT_LIQUIDATABLE', { param: 'account' });
  const leg = closingLeg(positions, instrument, (id) => t.figures(id), marginMode);
  const { held } = leg;
  if (held === 0n) throw new TenorError('NO_POSITION', { param: 'instrument' });
  const { openInterest } = state.markets[t.instrument(instrument).row]!;
  const { keeperSharePpm } = t.state;
  return { account, instrument, leg, keeperSharePpm, before, held, openInterest };
}

/** Nobody is closed by breaking its hedge first. Throws HEDGE_LEG where closing a lot frees no margin while closing one of another position does. */
export function requireNoHedgeLeg(t: Transition, { account, instrument, leg }: Target): void {
  if (leg.lowers) return;
  const { state } = t.ledger;
  const { marginMode, positions: all } = state.accounts.get(account)!;
  const positions = openPositions(state, { positions: all });
  const better = positions.find(
    (other) =>
      other.instrument !== instrument &&
      trades(t, t.instrument(other.instrument)) &&
      closingLeg(positions, other.instrument, (id) => t.figures(id), marginMode).lowers,
  );
  if (!better) return;
  const detail = `closing ${t.instrument(better.instrument).name} frees margin`;
  throw new TenorError('HEDGE_LEG', { param: 'instrument', detail });
}
