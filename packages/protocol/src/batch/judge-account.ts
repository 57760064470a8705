import { type ErrorName, TenorError } from '../errors.ts';
import { allowedChange } from '../margin/allowed-change.ts';
import { type MarginedAccount, type MarginState, marginState } from '../margin/margin-state.ts';
import { holdsExpired, pendingCash, wholeCash } from '../margin/settlement.ts';
import { unsignedRefusal } from '../margin/unsigned-change.ts';
import { BITS, type CircuitSize } from '../parameters.ts';
import { type Account, emptyPosition } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { AccountEffect } from './effects.ts';
import { afterEffect } from './fits.ts';
import { cashIndicesOf, type FiguresOf } from './rounds.ts';

type Party = 'taker' | 'maker';

/** An account before and after an effect, both settled. */
export interface AccountChange {
  readonly settled: Account;
  readonly after: MarginedAccount;
  /** Its deposit counted. */
  readonly before: MarginState;
  readonly margined: MarginState;
}

const AMOUNT_LIMIT = 1n << BigInt(BITS.amount);
/** No position exceeds open interest, and that never its cap. */
const POSITION_LIMIT = 1n << BigInt(BITS.openInterestCap);

/** Throws the rule that refuses an effect on one account alone. */
export function judgeAccount(
  state: ExchangeState,
  figuresOf: FiguresOf,
  effect: AccountEffect,
  size: CircuitSize,
  party: Party,
): void {
  if (effect.fresh) {
    if (effect.account >= 4 ** size.DEPTH) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
    return;
  }
  const refusal = changeRefusal(accountChange(state, figuresOf, effect, party), figuresOf, effect);
  if (refusal) throw new TenorError(refusal, { party });
}

/** What an effect makes of an account that there is. Throws TOO_MANY_POSITIONS, AMOUNT_OUT_OF_RANGE or SIZE_OUT_OF_RANGE. */
export function accountChange(
  state: ExchangeState,
  figuresOf: FiguresOf,
  effect: AccountEffect,
  party: Party,
): AccountChange {
  const settled = settledView(state, state.accounts.get(effect.account)!);
  const after = afterEffect(settled, settled.positions, effect);
  if (!after) throw new TenorError('TOO_MANY_POSITIONS', { party });
  if (after.collateral >= AMOUNT_LIMIT || after.collateral < -AMOUNT_LIMIT)
    throw new TenorError('AMOUNT_OUT_OF_RANGE', { party });
  if (after.positions.some((p) => p.size >= POSITION_LIMIT || p.size < -POSITION_LIMIT)) {
    throw new TenorError('SIZE_OUT_OF_RANGE', { party });
  }
  const before = marginState({ ...settled, collateral: settled.collateral + (effect.deposit ?? 0n) }, figuresOf);
  return { settled, after, before, margined: marginState(after, figuresOf) };
}

/** Name of the error that the rule for a change refuses it with, null where it allows it. */
export function changeRefusal(
  { settled, after, before, margined }: AccountChange,
  figuresOf: FiguresOf,
  effect: AccountEffect,
): ErrorName | null {
  if (effect.insurance !== undefined || effect.deleveraged) {
    const change = { insurance: effect.insurance ?? null, deleveraged: effect.deleveraged ?? false };
    return unsignedRefusal(before, margined, change, [settled.positions, after.positions], figuresOf);
  }
  const moneyOut = effect.out !== undefined || (effect.moves ?? 0) > 0;
  if (allowedChange(before, margined, moneyOut || effect.marginMode !== undefined) !== null) return null;
  return moneyOut ? 'INSUFFICIENT_FUNDS' : 'MARGIN';
}

/** The account with its pending cash paid and its expired positions gone; the account itself is not changed. */
export function settledView(state: ExchangeState, account: Account): Account {
  const { cash } = wholeCash(pendingCash(account.positions, cashIndicesOf(state)));
  const expired = holdsExpired(account, state.settled);
  if (cash === 0n && !expired) return account;
  const positions = expired
    ? account.positions.map((position) => (state.settled.has(position.instrument) ? emptyPosition() : position))
    : account.positions;
  return { ...account, collateral: account.collateral + cash, positions };
}
