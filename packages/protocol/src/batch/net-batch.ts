import { TenorError } from '../errors.ts';
import { carriedOf } from '../instructions/check-instruction.ts';
import { spentSlot } from '../instructions/one-shot.ts';
import { isTrade, mustReduce } from '../instructions/row-source.ts';
import { allowedChange } from '../margin/allowed-change.ts';
import { marginState } from '../margin/holding.ts';
import { marketFigures, priceBand } from '../margin/market-figures.ts';
import { pendingCash, settle, wholeCash } from '../margin/settlement.ts';
import type { CircuitSize } from '../parameters.ts';
import { type Account, copyAccount, EMPTY_SLOT, newAccount, type Position, type Slot } from '../state/account.ts';
import type { ExchangeState, House } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import { changePosition, placeFor } from '../state/places.ts';
import { longLots } from './judge-alone.ts';
import type { BatchPlan, PlanRow, PlanVisit } from './plan.ts';
import type { BatchRecord, MarketRecord, RowRecord, VisitRecord } from './record.ts';
import { rowOf } from './rounds.ts';

/** Works a plan out against the state before it. It judges nothing: an illegal plan gives a consistent record that only the circuit refuses. */
export function netBatch(state: ExchangeState, plan: BatchPlan, size: CircuitSize): BatchRecord {
  const markets = fundedMarkets(state, plan);
  const marketOf = (instrument: number): Market => markets[rowOf(markets, instrument)]!;
  const working = new Map<number, Account>();
  const visits = plan.visits.map((visit) => startVisit(state, plan, visit.account, size));
  for (const { after } of visits) {
    settle(after, marketOf);
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
  const opened = openMarkets(state, plan, markets, visits, interest);
  return {
    plan,
    markets: opened,
    rows,
    visits: visits.map((visit, v) => finishVisit(plan, visit, plan.visits[v]!, rows, opened, marketOf)),
    houseBefore: { ...state.house },
    houseAfter: houseAfter(state.house, plan),
  };
}

/** Fees of orders go to the fee pool, those of liquidations to the insurance fund, which pays what liquidations lack. */
function houseAfter(house: House, plan: BatchPlan): House {
  const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
  const feesOf = (isLiquidation: boolean): bigint =>
    sum(
      plan.rows.flatMap(({ signed, fee }) =>
        (signed.instruction.kind === 'liquidate') === isLiquidation ? [fee] : [],
      ),
    );
  const insured = sum(plan.entries.flatMap((entry) => (entry.kind === 'insure' ? [entry.amount] : [])));
  const paid = sum(plan.visits.map(({ insurance }) => insurance ?? 0n));
  return {
    feePool: house.feePool + feesOf(false),
    insuranceFund: house.insuranceFund + feesOf(true) + insured - paid,
  };
}

/** Writes a record's new state into the state it was made from. */
export function applyRecord(state: ExchangeState, record: BatchRecord): void {
  for (const { row, after } of record.markets) state.markets[row] = { ...after };
  for (const { after } of record.visits) state.accounts.set(after.id, copyAccount(after));
  state.house.feePool = record.houseAfter.feePool;
  state.house.insuranceFund = record.houseAfter.insuranceFund;
}

function fundedMarkets(state: ExchangeState, plan: BatchPlan): (Market | null)[] {
  const markets = state.markets.map((market) => (market ? { ...market } : null));
  for (const { row, step, hours } of plan.funding) {
    const market = markets[row]!;
    market.indexLong += step;
    market.indexShort += step;
    market.lastFundingHour += hours;
  }
  return markets;
}

interface VisitStart {
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
  const { low, high } = priceBand(market, plan.rounds[plan.rounds.length - 1]!.marks[number]!);
  return { ...record, low, high };
}

/** What a row leaves in its slot: a liquidation names none. */
function slotAfter({ signed: { instruction }, base }: PlanRow, oldSlot: Slot): Slot {
  const { kind, generation, revision } = instruction;
  if (kind === 'liquidate') return oldSlot;
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
}

function openMarkets(
  state: ExchangeState,
  plan: BatchPlan,
  funded: readonly (Market | null)[],
  visits: readonly VisitStart[],
  interest: ReadonlyMap<number, bigint>,
): MarketRecord[] {
  const numbers = new Set(plan.funding.map(({ row }) => row));
  const open = (positions: readonly Position[]): void => {
    for (const { instrument, size } of positions) if (size !== 0n) numbers.add(rowOf(funded, instrument));
  };
  for (const { before, after } of visits) {
    open(before.positions);
    open(after.positions);
  }
  return [...numbers]
    .sort((a, b) => a - b)
    .map((row) => {
      const market = funded[row]!;
      const figures = plan.rounds.map((round) => marketFigures(market, round.marks[row]!));
      const funding = plan.funding.find((step) => step.row === row);
      const openInterest = market.openInterest + (interest.get(row) ?? 0n);
      const { mark } = figures[figures.length - 1]!;
      return {
        row,
        before: { ...state.markets[row]! },
        after: { ...market, openInterest, lastMark: mark },
        step: funding?.step ?? 0n,
        hours: funding?.hours ?? 0,
        ...priceBand(market, mark),
        figures,
        markReads: figures.map(() => 0),
        bandReads: 0,
      };
    });
}

function finishVisit(
  plan: BatchPlan,
  { fresh, before, after }: VisitStart,
  { epoch, insurance }: PlanVisit,
  rows: readonly RowRecord[],
  markets: readonly MarketRecord[],
  marketOf: (instrument: number) => Market,
): VisitRecord {
  const own = rows.filter(({ signed }) => signed.instruction.account === before.id);
  const opened = (instrument: number): MarketRecord =>
    markets.find((market) => market.after.instrument === instrument)!;
  const instruments = before.positions.map((position, k) =>
    position.size !== 0n ? position.instrument : after.positions[k]!.instrument,
  );
  for (const instrument of instruments) if (instrument !== 0) opened(instrument).markReads[epoch]!++;
  const reduceReads = instruments.map(
    (instrument) => own.filter(({ signed: { instruction: i } }) => mustReduce(i) && i.instrument === instrument).length,
  );
  for (const { signed } of own) if (isTrade(signed.instruction)) opened(signed.instruction.instrument).bandReads++;
  const transfers = rows.filter(({ signed }) => signed.instruction.kind === 'transfer');
  const sent = transfers.filter(({ signed }) => signed.instruction.account === before.id).length;
  const received = transfers.filter(({ signed }) => signed.instruction.instrument === before.id).length;
  const out = own.reduce((sum, { signed: { instruction: i } }) => sum + (i.kind === 'withdraw' ? i.amount : 0n), 0n);
  const deposit = plan.entries.reduce(
    (sum, entry) => sum + (entry.kind === 'deposit' && entry.account === before.id ? entry.amount : 0n),
    0n,
  );
  const { cash, remainder } = wholeCash(pendingCash(before.positions, marketOf));
  const figuresOf = (instrument: number) => opened(instrument).figures[epoch]!;
  const old = marginState({ collateral: before.collateral + cash + deposit, positions: before.positions }, figuresOf);
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
    cancelled: own.some(({ signed }) => signed.instruction.kind === 'cancelAll'),
    rows: own.length,
    ownerReads: sent + received,
    reduceReads,
    remainder,
    // a refused change keeps branch 0: the circuit is what refuses it
    branch: insurance === null ? (allowedChange(old, marginState(after, figuresOf), out > 0n || sent > 0) ?? 0) : 0,
  };
}
