import { finalIndices } from '../instructions/expire.ts';
import { applyLevy } from '../instructions/levy.ts';
import { listedMarket } from '../instructions/list.ts';
import { mustReduce } from '../instructions/row-source.ts';
import { settle } from '../margin/settlement.ts';
import type { Account } from '../state/account.ts';
import { changePosition, placeFor, sizeOf } from '../state/places.ts';
import type { AccountEffect, Effects } from './effects.ts';
import type { FitContext } from './fits.ts';
import { longLots } from './judge-alone.ts';
import { type OpenBatch, rowKey, type Touched } from './open-batch.ts';
import { cashIndicesOf, rowOf } from './rounds.ts';

/** Writes effects that were judged and fit into the state and the open batch. Nothing here can refuse. */
export function commitEffects(
  context: FitContext,
  effects: Effects,
  judged: Map<number, number> | null,
  nowSeconds: number,
): void {
  const { batch, round, state } = context;
  batch.openedAt ??= nowSeconds;
  for (const [id, number] of judged ?? []) batch.touched.get(id)!.round = number;
  batch.rounds.set(round.round, round);
  batch.lastRound = round.round;
  dropUnusedRounds(batch);
  if (effects.funding) {
    const market = state.markets[effects.funding.row]!;
    market.indexLong += effects.funding.step;
    market.indexShort += effects.funding.step;
    market.lastFundingHour += effects.funding.hours;
    batch.funding.push(effects.funding);
  }
  if (effects.shortfall) {
    // Before any account of the batch is settled.
    applyLevy(state.markets[effects.shortfall.row]!, effects.shortfall);
    batch.shortfall = effects.shortfall;
  }
  if (effects.expiry !== undefined) commitExpiry(context, effects.expiry);
  if (effects.listing) {
    const { terms, row } = effects.listing;
    if (row !== null) state.markets[row] = listedMarket(terms);
    batch.listings.push({ instrument: terms.instrument, row });
  }
  if (effects.entry) batch.entries.push(effects.entry);
  for (const effect of effects.accounts) commitAccount(context, effect);
  for (const { signed, base, quote, fee } of effects.rows) {
    const key = rowKey(signed);
    const row = batch.rows.get(key) ?? { signed, base: 0n, quote: 0n, fee: 0n };
    batch.rows.set(key, { ...row, base: row.base + base, quote: row.quote + quote, fee: row.fee + fee });
    const { instruction } = signed;
    if (mustReduce(instruction)) {
      batch.touched.get(instruction.account)!.reduceOnly.set(instruction.instrument, instruction.side);
    }
  }
  state.house.feePool += effects.fees;
  state.house.insuranceFund += effects.fund ?? 0n;
}

function commitExpiry({ batch, state, round }: FitContext, row: number): void {
  const market = state.markets[row]!;
  state.settled.set(market.instrument, finalIndices(market, round.settlement[market.underlying - 1]!));
  state.markets[row] = null;
  batch.expiry = { row, underlying: market.underlying };
}

function commitAccount(context: FitContext, effect: AccountEffect): void {
  const { state } = context;
  if (effect.fresh) state.accounts.set(effect.account, effect.fresh);
  const account = state.accounts.get(effect.account)!;
  const touched = touch(context, account, effect.deleveraged ?? false);
  account.collateral += effect.cash;
  if (effect.trade) {
    const { instrument, lots } = effect.trade;
    const market = state.markets[rowOf(state.markets, instrument)]!;
    const held = sizeOf(account, instrument);
    changePosition(
      account.positions,
      placeFor(account.positions, touched.before, instrument),
      instrument,
      lots,
      market,
    );
    market.openInterest += longLots(held + lots) - longLots(held);
  }
  if (effect.slot) account.slots.set(effect.slot.number, effect.slot.after);
  if (effect.minGeneration !== undefined) {
    account.minGeneration = effect.minGeneration;
    touched.cancelled = true;
  }
  if (effect.marginMode !== undefined) {
    account.marginMode = effect.marginMode;
    touched.modeChanged = true;
  }
  touched.deposit += effect.deposit ?? 0n;
  if (effect.insurance !== undefined) touched.insurance = (touched.insurance ?? 0n) + effect.insurance;
  touched.moneyOut ||= effect.out !== undefined || (effect.moves ?? 0) > 0;
  touched.round = context.round.round;
}

/** Settles an account the first time a batch meets it. */
function touch({ batch, state, round }: FitContext, account: Account, deleveraged: boolean): Touched {
  const known = batch.touched.get(account.id);
  if (known) return known;
  // With their places: a visit names one instrument for the old and the new position, an expired one too.
  const held = account.positions.map((position) => ({ ...position }));
  settle(account, cashIndicesOf(state), state.settled);
  const touched: Touched = {
    account: account.id,
    before: account.positions.map((position, k) => (position.size === 0n ? held[k]! : { ...position })),
    collateral0: account.collateral,
    marginMode0: account.marginMode,
    deposit: 0n,
    moneyOut: false,
    cancelled: false,
    modeChanged: false,
    insurance: null,
    deleveraged,
    round: round.round,
    reduceOnly: new Map(),
  };
  batch.touched.set(account.id, touched);
  return touched;
}

function dropUnusedRounds(batch: OpenBatch): void {
  const used = new Set([...batch.touched.values()].map(({ round }) => round));
  for (const number of batch.rounds.keys()) {
    if (number !== batch.lastRound && !used.has(number)) batch.rounds.delete(number);
  }
}
