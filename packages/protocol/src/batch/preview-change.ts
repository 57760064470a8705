import { healthOf } from '../margin/health.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { AccountEffect } from './effects.ts';
import { accountChange, changeRefusal } from './judge-account.ts';
import type { ChangePreview } from './ledger-interface.ts';
import type { FiguresOf } from './rounds.ts';

/**
 * What an effect would make of an account that there is, and whether the margin rules would refuse it: those that judge it alone, so that both say the
 * same. Changes nothing. Throws what accountChange throws.
 * @param marginMode the mode that the account is taken to be in
 */
export function previewChange(
  state: ExchangeState,
  figuresOf: FiguresOf,
  effect: AccountEffect,
  marginMode: number,
): ChangePreview {
  const account = state.accounts.get(effect.account)!;
  const view = { ...state, accounts: new Map([[account.id, { ...account, marginMode }]]) };
  const change = accountChange(view, figuresOf, effect, 'taker');
  return { after: healthOf(change.margined), refusal: changeRefusal(change, figuresOf, effect) };
}
