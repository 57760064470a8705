import { TenorError } from '../errors.ts';
import { carriedOf } from '../instructions/check-instruction.ts';
import { spentSlot } from '../instructions/one-shot.ts';
import { isTrade, isUnsigned, mustReduce } from '../instructions/row-source.ts';
import { allowedChange } from '../margin/allowed-change.ts';
import { levyCash } from '../margin/levy.ts';
import { marginState } from '../margin/margin-state.ts';
import { priceBand } from '../margin/market-figures.ts';
import type { ScenarioFigures } from '../margin/scenario/scenario-figures.ts';
import { type CashIndicesOf, pendingCash, settle, wholeCash } from '../margin/settlement.ts';
import type { CircuitSize } from '../parameters.ts';
import { type Account, copyAccount, EMPTY_SLOT, newAccount, type Slot } from '../state/account.ts';
import type { ExchangeState, House } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import { changePosition, placeFor } from '../state/places.ts';
import { longLots } from './judge-alone.ts';
import { openMarkets, openSettled, steppedMarkets, type VisitedPositions } from './net-markets.ts';
import type { BatchPlan, PlanRow, PlanVisit } from './plan.ts';
import type { BatchRecord, MarketRecord, OpeningRecord, RowRecord, VisitRecord } from './record.ts';
import { cashIndicesOf, indexOf, rowOf, SETTLED_FIGURES } from './rounds.ts';

/** Works a plan out against the state before it. It judges nothing: an illegal plan gives a consistent record that only the circuit refuses. */
export function netBatch(state: ExchangeState, plan: BatchPlan, size: CircuitSize): BatchRecord {
  const { markets, expiry } = steppedMarkets(state, plan);
  const settled = expiry ? new Map(state.settled).set(expiry.instrument, expiry.final) : state.settled;
  const indicesOf = cashIndicesOf({ markets, settled });
  const working = new Map<number, Account>();
  const visits = plan.visits.map((visit) => startVisit(state, plan, visit.account, size));
  for (const { after } of visits) {
    settle(after, indicesOf, settled);
    working.set(after.id, after);
  }
  const account = (id: number): Account => {
    const found = working.get(id);
    if (!found) throw new TenorError('UNKNOWN_ACCOUNT', { detail: `account ${id} is not visited by the batch` });
    return found;
  };
  for (const entry of plan.entries) if (entry.kind === 'deposit') account(entry.account).collateral += entry.amount;
  for (const visit of plan.visits) account(visit.account).collateral += visit.insurance ?? 0n;
  const before = new Map(visits.map((visit) => [visit.before.id, visit.before]));
  const interest = new Map<number, bigint>();
  const rows = plan.rows.map((row, i) => applyRow(plan, markets, account, before, interest, row, i));
  const opened = openMarkets(state, plan, markets, settled, visits, interest);
  const openings = openSettled(plan, settled, visits);
  return {
    plan,
    markets: opened,
    expiry,
    openings,
    rows,
    visits: visits.map((visit, v) => finishVisit(plan, visit, plan.visits[v]!, rows, { opened, openings }, indicesOf)),
    houseBefore: { ...state.house },
    houseAfter: houseAfter(state, plan),
  };
}

/** Fees of orders go to the fee pool, those of liquidations and a levy to the insurance fund, which pays what liquidations lack. */
function houseAfter({ house, markets }: ExchangeState, plan: BatchPlan): House {
  const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
  const feesOf = (isLiquidation: boolean): bigint =>
    sum(
      plan.rows.flatMap(({ signed, fee }) =>
        (signed.instruction.kind === 'liquidate') === isLiquidation ? [fee] : [],
      ),
    );
  const insured = sum(plan.entries.flatMap((entry) => (entry.kind === 'insure' ? [entry.amount] : [])));
  const paid = sum(plan.visits.map(({ insurance }) => insurance ?? 0n));
  const { shortfall } = plan;
  const levied = shortfall ? levyCash(markets[shortfall.row]!.openInterest, shortfall.levyStep) : 0n;
  return {
    feePool: house.feePool + feesOf(false),
    insuranceFund: house.insuranceFund + feesOf(true) + insured + levied - paid,
  };
}

/** Writes a record's new state into the state it was made from. */
export function applyRecord(state: ExchangeState, record: BatchRecord): void {
  for (const { row, after } of record.markets) state.markets[row] = after ? { ...after } : null;
  if (record.expiry) state.settled.set(record.expiry.instrument, record.expiry.final);
  for (const { after } of record.visits) state.accounts.set(after.id, copyAccount(after));
  state.house.feePool = record.houseAfter.feePool;
  state.house.insuranceFund = record.houseAfter.insuranceFund;
}

interface VisitStart extends VisitedPositions {
  readonly fresh: boolean;
  readonly before: Account;
  readonly after: Account;
}

function startVisit(state: ExchangeState, plan: BatchPlan, id: number, size: CircuitSize): VisitStart {
  const known = state.accounts.get(id);
  if (known) return { fresh: false, before: copyAccount(known), after: copyAccount(known) };
  for (const entry of plan.entries) {
    if (entry.kind === 'register' && entry.account === id) {
      const opened = newAccount(id, entry.owner, entry.key, size.K);
      return { fresh: true, before: opened, after: copyAccount(opened) };
    }
  }
  throw new TenorError('UNKNOWN_ACCOUNT', { detail: `account ${id}` });
}

function applyRow(
  plan: BatchPlan,
  markets: readonly (Market | null)[],
  account: (id: number) => Account,
  before: ReadonlyMap<number, Account>,
  interest: Map<number, bigint>,
  row: PlanRow,
  index: number,
): RowRecord {
  const { instruction } = row.signed;
  const signer = account(instruction.account);
  const first = before.get(instruction.account)!;
  const oldSlot = signer.slots.get(instruction.slot) ?? EMPTY_SLOT;
  const newSlot = slotAfter(row, oldSlot);
  if (newSlot !== oldSlot) signer.slots.set(instruction.slot, newSlot);
  const record = {
    ...row,
    sequence: plan.rows.slice(0, index).filter(({ signed }) => signed.instruction.account === instruction.account)
      .length,
    oldSlot,
    newSlot,
    minGeneration: first.minGeneration,
    owner: instruction.kind === 'transfer' ? first.owner : 0n,
    levies: isUnsigned(instruction) && isLevied(plan, instruction.account),
    low: 0n,
    high: 0n,
  };
  if (!isTrade(instruction)) {
    applyOneShotRow(row, account);
    return record;
  }
  const number = rowOf(markets, instruction.instrument);
  const market = markets[number]!;
  const sign = instruction.side === 0 ? 1n : -1n;
  signer.collateral += -sign * row.quote - row.fee;
  const held = signer.positions.find((p) => p.instrument === instruction.instrument)?.size ?? 0n;
  changePosition(
    signer.positions,
    placeFor(signer.positions, first.positions, instruction.instrument),
    instruction.instrument,
    sign * row.base,
    market,
  );
  const lots = longLots(held + sign * row.base) - longLots(held);
  interest.set(number, (interest.get(number) ?? 0n) + lots);
  if (instruction.kind === 'deleverage') return { ...record, low: row.quote / row.base, high: row.quote / row.base };
  const round = plan.rounds[plan.rounds.length - 1]!;
  const { low, high } = priceBand(market, round.marks[number]!, indexOf(round, market));
  return { ...record, low, high };
}

/** Whether the levy of the batch is for the debt of this account. */
const isLevied = ({ shortfall }: BatchPlan, account: number): boolean =>
  shortfall !== null && shortfall.levyStep > 0n && shortfall.account === account;

/** What a row leaves in its slot: one that nobody signs names none. */
function slotAfter({ signed: { instruction }, base }: PlanRow, oldSlot: Slot): Slot {
  const { kind, generation, revision } = instruction;
  if (isUnsigned(instruction)) return oldSlot;
  if (kind !== 'order') return spentSlot(instruction).after;
  return { generation, revision, filled: carriedOf(oldSlot, generation) + base };
}

function applyOneShotRow({ signed: { instruction } }: PlanRow, account: (id: number) => Account): void {
  const signer = account(instruction.account);
  if (instruction.kind === 'withdraw') signer.collateral -= instruction.amount;
  if (instruction.kind === 'transfer') {
    signer.collateral -= instruction.amount;
    account(instruction.instrument).collateral += instruction.amount;
  }
  if (instruction.kind === 'cancelAll') signer.minGeneration = instruction.generation;
  if (instruction.kind === 'marginMode') signer.marginMode = instruction.instrument;
}

function finishVisit(
  plan: BatchPlan,
  { fresh, before, after }: VisitStart,
  { epoch, insurance }: PlanVisit,
  rows: readonly RowRecord[],
  { opened, openings }: { opened: readonly MarketRecord[]; openings: readonly OpeningRecord[] },
  indicesOf: CashIndicesOf,
): VisitRecord {
  const own = rows.filter(({ signed }) => signed.instruction.account === before.id);
  const marketOf = (instrument: number): MarketRecord | undefined =>
    opened.find((market) => market.after?.instrument === instrument);
  const readsOf = (instrument: number): number[] =>
    (marketOf(instrument) ?? openings.find((opening) => opening.instrument === instrument))!.markReads;
  const instruments = before.positions.map((position, k) =>
    position.size !== 0n ? position.instrument : after.positions[k]!.instrument,
  );
  for (const instrument of instruments) if (instrument !== 0) readsOf(instrument)[epoch]!++;
  const reduceReads = instruments.map(
    (instrument) => own.filter(({ signed: { instruction: i } }) => mustReduce(i) && i.instrument === instrument).length,
  );
  for (const { signed } of own) {
    const { kind, instrument } = signed.instruction;
    if (isTrade(signed.instruction) && kind !== 'deleverage') marketOf(instrument)!.bandReads++;
  }
  const transfers = rows.filter(({ signed }) => signed.instruction.kind === 'transfer');
  const sent = transfers.filter(({ signed }) => signed.instruction.account === before.id).length;
  const received = transfers.filter(({ signed }) => signed.instruction.instrument === before.id).length;
  const out = own.reduce((sum, { signed: { instruction: i } }) => sum + (i.kind === 'withdraw' ? i.amount : 0n), 0n);
  const deposit = plan.entries.reduce(
    (sum, entry) => sum + (entry.kind === 'deposit' && entry.account === before.id ? entry.amount : 0n),
    0n,
  );
  const { cash, remainder } = wholeCash(pendingCash(before.positions, indicesOf));
  const figuresOf = (instrument: number): ScenarioFigures => marketOf(instrument)?.figures[epoch] ?? SETTLED_FIGURES;
  const old = marginState({ ...before, collateral: before.collateral + cash + deposit }, figuresOf);
  const next = marginState(after, figuresOf);
  const modeChanged = own.some(({ signed }) => signed.instruction.kind === 'marginMode');
  return {
    account: before.id,
    epoch,
    fresh,
    before,
    after,
    instruments,
    deposit,
    out,
    moves: sent,
    insurance,
    bankrupt: insurance !== null && old.equity < 0n,
    deleveraged: own.some(({ signed }) => signed.instruction.kind === 'deleverage'),
    debtPaid: isLevied(plan, before.id) ? next.equity - old.equity : null,
    modeChanged,
    marginRises: next.margin > old.margin,
    cancelled: own.some(({ signed }) => signed.instruction.kind === 'cancelAll'),
    rows: own.length,
    ownerReads: sent + received,
    reduceReads,
    remainder,
    // a refused change keeps branch 0: the circuit is what refuses it
    branch: insurance === null ? (allowedChange(old, next, out > 0n || sent > 0 || modeChanged) ?? 0) : 0,
  };
}
