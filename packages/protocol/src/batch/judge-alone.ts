import { TenorError } from '../errors.ts';
import { applyLevy, shortfallRefusal } from '../instructions/levy.ts';
import { marginState } from '../margin/margin-state.ts';
import type { CircuitSize } from '../parameters.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import { sizeOf } from '../state/places.ts';
import type { Effects } from './effects.ts';
import { afterEffect, openedRows } from './fits.ts';
import { judgeAccount, settledView } from './judge-account.ts';
import { mergeEffects } from './merge-effects.ts';
import { emptyBatch } from './open-batch.ts';
import { type FiguresOf, rowOf } from './rounds.ts';

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
