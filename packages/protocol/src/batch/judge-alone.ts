import { TenorError } from '../errors.ts';
import { applyLevy, shortfallRefusal } from '../instructions/levy.ts';
import { allowedChange } from '../margin/allowed-change.ts';
import { marginState } from '../margin/margin-state.ts';
import { holdsExpired, pendingCash, wholeCash } from '../margin/settlement.ts';
import { unsignedRefusal } from '../margin/unsigned-change.ts';
import { BITS, type CircuitSize } from '../parameters.ts';
import { type Account, emptyPosition } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import { sizeOf } from '../state/places.ts';
import type { AccountEffect, Effects } from './effects.ts';
import { afterEffect, openedRows } from './fits.ts';
import { mergeEffects } from './merge-effects.ts';
import { emptyBatch } from './open-batch.ts';
import { cashIndicesOf, type FiguresOf, rowOf } from './rounds.ts';

const AMOUNT_LIMIT = 1n << BigInt(BITS.amount);
/** No position exceeds open interest, and that never its cap. */
const POSITION_LIMIT = 1n << BigInt(BITS.openInterestCap);

/**
 * The rules for one instruction alone on an empty batch at the current round: what decides whether it is accepted.
 * Throws what a liquidation or a deleveraging is refused for, MARGIN, INSUFFICIENT_FUNDS, TOO_MANY_POSITIONS, OPEN_INTEREST_CAP, KEY_NOT_OF_ACCOUNT or a range error.
 */
export function judgeAlone(before: ExchangeState, figuresOf: FiguresOf, effects: Effects, size: CircuitSize): void {
  const state = leviedView(before, effects);
  for (const { signed } of effects.rows) {
    const { key } = state.accounts.get(signed.instruction.account)!;
    if (signed.key.x !== key.x || signed.key.y !== key.y) throw new TenorError('KEY_NOT_OF_ACCOUNT', { param: 'key' });
  }
  mergeEffects(effects.accounts).forEach((effect, i) => {
    judgeAccount(state, figuresOf, effect, size, i === 0 ? 'taker' : 'maker');
  });
  // A maker's rebate is paid by its taker.
  if (effects.fees < 0n) throw new TenorError('FEE_LIMIT', { param: 'fee', party: 'maker' });
  if (state.house.insuranceFund + (effects.fund ?? 0n) < 0n)
    throw new TenorError('LIQUIDATION_DEBT', { party: 'taker' });
  judgeShortfall(state, figuresOf, effects);
  judgeOpenInterest(state, effects);
  // Two accounts always fit; the makers of a liquidation may hold more instruments together than a batch opens.
  if (openedRows({ state, batch: emptyBatch() }, effects).size > size.T)
    throw new TenorError('LIQUIDATION_TOO_LARGE', { param: 'fills' });
}

function judgeAccount(
  state: ExchangeState,
  figuresOf: FiguresOf,
  effect: AccountEffect,
  size: CircuitSize,
  party: 'taker' | 'maker',
): void {
  if (effect.fresh) {
    if (effect.account >= 4 ** size.DEPTH) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
    return;
  }
  const account = state.accounts.get(effect.account)!;
  const settled = settledView(state, account);
  const after = afterEffect(settled, settled.positions, effect);
  if (!after) throw new TenorError('TOO_MANY_POSITIONS', { party });
  if (after.collateral >= AMOUNT_LIMIT || after.collateral < -AMOUNT_LIMIT)
    throw new TenorError('AMOUNT_OUT_OF_RANGE', { party });
  if (after.positions.some((p) => p.size >= POSITION_LIMIT || p.size < -POSITION_LIMIT)) {
    throw new TenorError('SIZE_OUT_OF_RANGE', { party });
  }
  const before = marginState({ ...settled, collateral: settled.collateral + (effect.deposit ?? 0n) }, figuresOf);
  const margined = marginState(after, figuresOf);
  if (effect.insurance !== undefined || effect.deleveraged) {
    const change = { insurance: effect.insurance ?? null, deleveraged: effect.deleveraged ?? false };
    const refusal = unsignedRefusal(before, margined, change, [settled.positions, after.positions], figuresOf);
    if (refusal) throw new TenorError(refusal, { party });
    return;
  }
  const moneyOut = effect.out !== undefined || (effect.moves ?? 0) > 0;
  if (allowedChange(before, margined, moneyOut || effect.marginMode !== undefined) === null) {
    throw new TenorError(moneyOut ? 'INSUFFICIENT_FUNDS' : 'MARGIN', { party });
  }
}

/** The state with the levy of the effects taken; the state itself is not changed. */
function leviedView(state: ExchangeState, { shortfall }: Effects): ExchangeState {
  if (!shortfall) return state;
  const levied = { ...state.markets[shortfall.row]! };
  applyLevy(levied, shortfall);
  return { ...state, markets: state.markets.map((market, row) => (row === shortfall.row ? levied : market)) };
}

/** Winners pay only for a debt, and only what the insurance fund cannot. */
function judgeShortfall(state: ExchangeState, figuresOf: FiguresOf, { shortfall, accounts, fund = 0n }: Effects): void {
  if (!shortfall) return;
  const debtor = settledView(state, state.accounts.get(shortfall.account)!);
  const { instrument, openInterest } = state.markets[shortfall.row]!;
  const effect = accounts.find(({ account }) => account === shortfall.account)!;
  const after = afterEffect(debtor, debtor.positions, effect)!;
  const states = { before: marginState(debtor, figuresOf), after: marginState(after, figuresOf) };
  const amounts = {
    insurance: effect.insurance ?? 0n,
    openInterest,
    fundAfter: state.house.insuranceFund + fund,
  };
  const refusal = shortfallRefusal(shortfall, figuresOf(instrument), states, amounts);
  if (refusal) throw new TenorError(refusal, { party: 'taker' });
}

/** The account with its pending cash paid and its expired positions gone; the account itself is not changed. */
function settledView(state: ExchangeState, account: Account): Account {
  const { cash } = wholeCash(pendingCash(account.positions, cashIndicesOf(state)));
  const expired = holdsExpired(account, state.settled);
  if (cash === 0n && !expired) return account;
  const positions = expired
    ? account.positions.map((position) => (state.settled.has(position.instrument) ? emptyPosition() : position))
    : account.positions;
  return { ...account, collateral: account.collateral + cash, positions };
}

/** Open interest (the sum of long positions) may grow only up to its cap. */
function judgeOpenInterest(state: ExchangeState, effects: Effects): void {
  const growth = new Map<number, bigint>();
  for (const { account, trade } of mergeEffects(effects.accounts)) {
    if (!trade) continue;
    const held = sizeOf(state.accounts.get(account)!, trade.instrument);
    growth.set(trade.instrument, (growth.get(trade.instrument) ?? 0n) + longLots(held + trade.lots) - longLots(held));
  }
  for (const [instrument, change] of growth) {
    const market = state.markets[rowOf(state.markets, instrument)]!;
    if (change > 0n && market.openInterest + change > market.openInterestCap)
      throw new TenorError('OPEN_INTEREST_CAP', { party: 'taker' });
  }
}

/** Lots of a position that count as open interest. */
export const longLots = (size: bigint): bigint => (size > 0n ? size : 0n);
