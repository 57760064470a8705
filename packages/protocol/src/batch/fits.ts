import { fundingWithinCap } from '../instructions/funding-step.ts';
import { isTrade, mustReduce } from '../instructions/row-source.ts';
import { allowedChange } from '../margin/allowed-change.ts';
import { type MarginedAccount, marginState } from '../margin/margin-state.ts';
import { marksWithinStep, priceBand } from '../margin/market-figures.ts';
import { STANDARD_MODE } from '../margin/scenario/grid.ts';
import { unsignedRefusal } from '../margin/unsigned-change.ts';
import { BITS, type CircuitSize, EPOCH_SPAN_SECONDS, LEVY_DUST } from '../parameters.ts';
import type { Account, Position } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import { placeFor } from '../state/places.ts';
import type { AccountEffect, Effects } from './effects.ts';
import { mergeEffects } from './merge-effects.ts';
import { type OpenBatch, type OpenRow, rowKey, type Touched } from './open-batch.ts';
import type { OracleRound } from './plan.ts';
import { indexOf, markOf, type RoundFigures, rowOf } from './rounds.ts';

/** What the fit of an instruction into the open batch is judged with. */
export interface FitContext {
  readonly size: CircuitSize;
  readonly state: ExchangeState;
  readonly batch: OpenBatch;
  readonly figures: RoundFigures;
  readonly round: OracleRound;
}

const NOTIONAL_LIMIT = 1n << BigInt(BITS.notional);
const FEE_LIMIT = 1n << BigInt(BITS.fee);

/** An account as it would stand after the effect, with its place in the batch. Null where no place is free in this batch. */
export function afterEffect(
  account: Account,
  before: readonly Position[],
  effect: AccountEffect,
): MarginedAccount | null {
  const collateral = account.collateral + effect.cash;
  const marginMode = effect.marginMode ?? account.marginMode;
  if (!effect.trade) return { collateral, marginMode, positions: account.positions };
  const { instrument, lots } = effect.trade;
  const place = placeFor(account.positions, before, instrument);
  if (place < 0) return null;
  const positions = account.positions.map((position, k) =>
    k === place ? { ...position, instrument, size: position.size + lots } : position,
  );
  return { collateral, marginMode, positions };
}

/** By what the change of an account in a batch is judged. */
type JudgedChange = Pick<Touched, 'moneyOut' | 'modeChanged' | 'deposit' | 'insurance' | 'deleveraged'>;

/** Whether the net change of a touched account is allowed at a round. */
function allowedAt(
  context: FitContext,
  touched: Touched,
  round: OracleRound,
  after: MarginedAccount,
  { moneyOut, modeChanged, deposit, insurance, deleveraged }: JudgedChange,
): boolean {
  const figuresOf = context.figures.at(round);
  const before = marginState(
    {
      collateral: touched.collateral0 + deposit,
      marginMode: touched.marginMode0,
      positions: touched.before as Position[],
    },
    figuresOf,
  );
  const state = marginState(after, figuresOf);
  if (insurance === null && !deleveraged) return allowedChange(before, state, moneyOut || modeChanged) !== null;
  const positions = [touched.before, after.positions] as const;
  return unsignedRefusal(before, state, { insurance, deleveraged }, positions, figuresOf) === null;
}

/** Whether the effects fit the open batch at the current round: then the batch with them is provable. */
export function fits(context: FitContext, effects: Effects): boolean {
  const { batch, size, round } = context;
  if (batch.openedAt === null) return true;
  const newRows = effects.rows.filter(({ signed }) => !batch.rows.has(rowKey(signed))).length;
  const accounts = mergeEffects(effects.accounts);
  const newVisits = accounts.filter(({ account }) => !batch.touched.has(account)).length;
  if (batch.rows.size + newRows > size.R || batch.touched.size + newVisits > size.A) return false;
  if (effects.entry && batch.entries.length >= size.Q) return false;
  if (effects.funding && !fundingFits(batch, effects)) return false;
  if (effects.expiry !== undefined && !isUntouched(batch)) return false;
  if (!shortfallFits(context, effects)) return false;
  if (effects.listing && !listingFits(batch, effects.listing)) return false;
  if (openings(context, effects).size > size.K) return false;
  const opened = openedRows(context, effects);
  const listed = batch.listings.flatMap(({ row }) => (row === null ? [] : [row]));
  // A row that this batch lists has no figures yet.
  if (listed.some((row) => opened.has(row))) return false;
  const stepping = Number(effects.listing?.row != null) + Number(batch.expiry !== null);
  if (opened.size + listed.length + stepping > size.T) return false;
  const judged = advance(context);
  return (
    judged !== null &&
    keptMarksFit(context, opened, judged) &&
    effects.rows.every((row) => rowFits(context, row)) &&
    accounts.every((effect) => accountFits(context, effect, round))
  );
}

/** Nothing has happened yet in the batch but steps of indices. */
const isUntouched = ({ touched, rows, entries, expiry }: OpenBatch): boolean =>
  touched.size === 0 && rows.size === 0 && entries.length === 0 && expiry === null;

/** A levy comes before everything but other steps, once; and while winners pay the insurance fund stays empty. */
function shortfallFits({ batch, state }: FitContext, { shortfall, fund = 0n }: Effects): boolean {
  if (shortfall) return isUntouched(batch) && batch.shortfall === null;
  return batch.shortfall === null || state.house.insuranceFund + fund < LEVY_DUST;
}

/** An index step comes before everything else of a batch and once for a market. */
function fundingFits(batch: OpenBatch, { funding }: Effects): boolean {
  const { touched, rows, entries } = batch;
  const only = touched.size === 0 && rows.size === 0 && entries.length === 0;
  return only && !batch.funding.some(({ row }) => row === funding!.row);
}

/** A listing takes a row that was free before the batch; one without a free row needs them all taken before the batch. */
function listingFits(batch: OpenBatch, { row }: { readonly row: number | null }): boolean {
  if (row !== null) return batch.expiry?.row !== row;
  return batch.expiry === null && batch.listings.every((listing) => listing.row === null);
}

/** Expired instruments that the batch with these effects settles. */
function openings({ state, batch }: Pick<FitContext, 'state' | 'batch'>, effects: Effects): Set<number> {
  const instruments = new Set<number>();
  const add = (positions: readonly Position[]): void => {
    for (const { instrument, size } of positions) {
      if (size !== 0n && state.settled.has(instrument)) instruments.add(instrument);
    }
  };
  for (const { before } of batch.touched.values()) add(before);
  for (const { account, fresh } of effects.accounts) if (!fresh) add(state.accounts.get(account)!.positions);
  return instruments;
}

/** Row numbers of the markets whose figures the batch with these effects uses. */
export function openedRows({ state, batch }: Pick<FitContext, 'state' | 'batch'>, effects?: Effects): Set<number> {
  const rows = new Set(batch.funding.map(({ row }) => row));
  if (effects?.funding) rows.add(effects.funding.row);
  const open = (positions: readonly Position[]): void => {
    for (const { instrument, size } of positions) {
      if (size !== 0n && !state.settled.has(instrument)) rows.add(rowOf(state.markets, instrument));
    }
  };
  // Where a position was opened and closed again nobody holds it, but its rows look up the band.
  for (const { signed } of batch.rows.values()) {
    if (isTrade(signed.instruction)) rows.add(rowOf(state.markets, signed.instruction.instrument));
  }
  for (const [id, touched] of batch.touched) {
    open(touched.before);
    open(state.accounts.get(id)!.positions);
  }
  for (const effect of effects?.accounts ?? []) {
    open(effect.fresh?.positions ?? state.accounts.get(effect.account)!.positions);
    if (effect.trade) rows.add(rowOf(state.markets, effect.trade.instrument));
  }
  return rows;
}

/** A row's sums and its average price with this result stay in range and inside the band of the current mark. */
function rowFits(context: FitContext, row: Effects['rows'][number]): boolean {
  const before = context.batch.rows.get(rowKey(row.signed));
  return netRowFits(context, {
    signed: row.signed,
    base: (before?.base ?? 0n) + row.base,
    quote: (before?.quote ?? 0n) + row.quote,
    fee: (before?.fee ?? 0n) + row.fee,
  });
}

function netRowFits({ state, round }: FitContext, { signed, base, quote, fee }: OpenRow): boolean {
  if (quote >= NOTIONAL_LIMIT || fee >= FEE_LIMIT || fee < -FEE_LIMIT) return false;
  if (base === 0n || signed.instruction.kind === 'deleverage') return true;
  const row = rowOf(state.markets, signed.instruction.instrument);
  const market = state.markets[row]!;
  const { low, high } = priceBand(market, markOf(round, market, row), indexOf(round, market));
  return quote >= low * base && quote <= high * base;
}

/** The net change of the account with this effect is allowed, breaks no reduce-only row, and finds its place. */
function accountFits(context: FitContext, effect: AccountEffect, round: OracleRound): boolean {
  const touched = context.batch.touched.get(effect.account);
  if (!touched) return true;
  if (effect.fresh || (effect.minGeneration !== undefined && touched.cancelled)) return false;
  if (effect.marginMode !== undefined && touched.modeChanged) return false;
  const account = context.state.accounts.get(effect.account)!;
  const after = afterEffect(account, touched.before, effect);
  if (!after) return false;
  // A visit is a liquidation or it is not: the other class waits for the next batch.
  if ((touched.insurance === null) !== (effect.insurance === undefined)) return false;
  if (touched.deleveraged || effect.deleveraged) return false;
  const change = {
    moneyOut: touched.moneyOut || effect.out !== undefined || (effect.moves ?? 0) > 0,
    modeChanged: touched.modeChanged || effect.marginMode !== undefined,
    deposit: touched.deposit + (effect.deposit ?? 0n),
    insurance: touched.insurance === null ? null : touched.insurance + effect.insurance!,
    deleveraged: false,
  };
  if (!allowedAt(context, touched, round, after, change)) return false;
  for (const instrument of touched.reduceOnly.keys()) {
    if (!keepsSign(touched.before, after.positions, instrument)) return false;
  }
  return true;
}

/** Whether a reduce-only row of this order may stand in the batch with this effect. */
export function reduceOnlyFits(context: FitContext, effects: Effects): boolean {
  const accounts = mergeEffects(effects.accounts);
  return effects.rows.every(({ signed }) => {
    if (!mustReduce(signed.instruction)) return true;
    const effect = accounts.find(({ account }) => account === signed.instruction.account)!;
    const touched = context.batch.touched.get(effect.account);
    if (!touched) return true;
    const account = context.state.accounts.get(effect.account)!;
    const after = afterEffect(account, touched.before, effect);
    const { instrument, side } = signed.instruction;
    const held = touched.before.find((position) => position.instrument === instrument)?.size ?? 0n;
    const opposes = side === 0 ? held < 0n : held > 0n;
    return after !== null && opposes && keepsSign(touched.before, after.positions, instrument);
  });
}

/** The old position exists and the new one is empty or of the same sign. */
function keepsSign(before: readonly Position[], after: readonly Position[], instrument: number): boolean {
  const size0 = before.find((position) => position.instrument === instrument)?.size ?? 0n;
  const size1 = after.find((position) => position.instrument === instrument)?.size ?? 0n;
  return size0 !== 0n && (size1 === 0n || size0 > 0n === size1 > 0n);
}

/**
 * Money out, a new margin mode and liquidations are judged at the batch's last round: nobody picks a flattering one. So is portfolio margin, since only
 * the prices of that round's scenarios are opened.
 */
const needsLastRound = ({ moneyOut, modeChanged, insurance }: Touched, { marginMode }: Account): boolean =>
  moneyOut || modeChanged || insurance !== null || marginMode !== STANDARD_MODE;

/**
 * Where each touched account is judged if the current round becomes the batch's last: at the current round where it passes there, else where
 * it was. Null if that needs more epochs than there are, or a row, a mark or money out does not bear the new round.
 */
export function advance(context: FitContext): Map<number, number> | null {
  const { batch, round, size, state } = context;
  if (batch.lastRound === round.round) return new Map();
  // Levy, price and debt are those of one round: such a batch ends with it.
  if (batch.shortfall) return null;
  const judged = new Map<number, number>();
  const kept = new Set<number>();
  for (const [id, touched] of batch.touched) {
    const passes = allowedAt(context, touched, round, state.accounts.get(id)!, touched);
    if (!passes && needsLastRound(touched, state.accounts.get(id)!)) return null;
    judged.set(id, passes ? round.round : touched.round);
    if (!passes) kept.add(touched.round);
  }
  if (kept.size + 1 > size.E) return null;
  const first = kept.size > 0 ? batch.rounds.get(Math.min(...kept))! : round;
  if (round.time - first.time > EPOCH_SPAN_SECONDS) return null;
  if (batch.expiry && !carriesSettlement(batch, round)) return null;
  for (const row of openedRows(context)) {
    const market = state.markets[row]!;
    const funding = batch.funding.find((step) => step.row === row);
    if (funding && !fundingWithinCap(market, markOf(first, market, row), funding)) return null;
  }
  for (const row of batch.rows.values()) if (!netRowFits(context, row)) return null;
  return judged;
}

/**
 * Whether the opened rows, those of the effects included, bear every round at which visits stay: it names the instrument that is listed there, and its
 * mark lies within a step of the mark at the current round.
 */
function keptMarksFit(
  { batch, round, state, figures }: FitContext,
  opened: ReadonlySet<number>,
  judged: ReadonlyMap<number, number>,
): boolean {
  const numbers = [...batch.touched].map(([id, touched]) => judged.get(id) ?? touched.round);
  const kept = [...new Set(numbers)].filter((number) => number !== round.round);
  return kept.every((number) => {
    const earlier = batch.rounds.get(number)!;
    return [...opened].every((row) => {
      const market = state.markets[row]!;
      const mark = markOf(earlier, market, row);
      return mark > 0n && marksWithinStep(mark, figures.at(round)(market.instrument));
    });
  });
}

/** Whether a round says the same about the expiry of the batch as the round it was made at. */
function carriesSettlement({ rounds, lastRound, expiry }: OpenBatch, round: OracleRound): boolean {
  const last = rounds.get(lastRound!)!;
  const price = (of: OracleRound) => of.settlement[expiry!.underlying - 1];
  return round.settlementHour === last.settlementHour && price(round) === price(last);
}
