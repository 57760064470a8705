import { isLiquidatable, type MarginState, marginState, sizeOf, TenorError } from '@tenor/protocol';
import type { ClosingTerms } from './liquidation-sizing.ts';
import { requireTrading } from './market-gate.ts';
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
  const { margin, maintenance } = marginState({ collateral: 0n, positions }, (id) => t.figures(id));
  const before = { equity, margin, maintenance };
  if (!isLiquidatable(before)) throw new TenorError('NOT_LIQUIDATABLE', { param: 'account' });
  const held = sizeOf(holder, instrument);
  if (held === 0n) throw new TenorError('NO_POSITION', { param: 'instrument' });
  const { openInterest } = state.markets[t.instrument(instrument).row]!;
  const { keeperSharePpm } = t.state;
  return { account, instrument, figures: t.figures(instrument), keeperSharePpm, before, held, openInterest };
}
