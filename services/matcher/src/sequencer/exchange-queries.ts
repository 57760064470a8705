import {
  type Account,
  type BatchPlan,
  type Market,
  markOf,
  type OracleRound,
  type SettledInstrument,
  TenorError,
} from '@tenor/protocol';
import { integerOf } from '../journal/hash-chain.ts';
import { headInteger } from '../journal/record.ts';
import type { Store } from '../journal/store.ts';
import { accountsBelowMaintenance } from './accounts-below-maintenance.ts';
import { decodeCommand } from './command-codec.ts';
import { engineSummary } from './engine-summary.ts';
import type {
  Batch,
  Deleveraging,
  Expiry,
  Fill,
  Funding,
  Liquidation,
  Movement,
  Settlement,
  Stage,
  Trade,
} from './events.ts';
import type { InstrumentSpecification } from './instruments.ts';
import { type MarginPreview, type MarginPreviewRequest, previewMargin } from './margin-preview.ts';
import type { Order } from './order.ts';
import { outageAt } from './price-outage.ts';
import type {
  AccountBelowMaintenance,
  AccountSummary,
  BookLevel,
  BookSnapshot,
  EngineSummary,
  ExchangeQueries,
  MarketModeReport,
  MarketSummary,
  Page,
  PageRequest,
  PositionSummary,
  Receipt,
} from './queries.ts';
import type { Sequencer } from './sequencer.ts';
import { STAGE_OF_BATCH } from './stage-of-batch.ts';
import { openTables, type Tables } from './tables.ts';
import { Transition } from './transition.ts';
import { openPositions } from './unsettled-positions.ts';

const MAX_PAGE = 500;
/** More than there can ever be. */
const EXPIRED_MAX = 1_000_000;

/** Where the answers come from. */
export interface QuerySources {
  readonly store: Store;
  sequencer(): Sequencer;
  /** An order that has ended but is not durable yet. */
  ending(id: number): Order | null;
  halted(): string | null;
}

/** Answers from the sequencer's memory where it is about now, from the store where it is about the past. */
export class StoredQueries implements ExchangeQueries {
  readonly #sources: QuerySources;
  readonly #tables: Tables;

  constructor(sources: QuerySources) {
    this.#sources = sources;
    this.#tables = openTables(sources.store);
  }

  summary(): EngineSummary {
    return engineSummary(this.#sequencer, this.#sources.halted());
  }

  instruments(): readonly InstrumentSpecification[] {
    return this.#sequencer.state.listed.all();
  }

  specification(id: number): InstrumentSpecification | null {
    return this.#sequencer.state.listed.get(id);
  }

  market(id: number): MarketSummary {
    const instrument = this.#instrument(id);
    const { ledger } = this.#sequencer;
    const market = ledger.state.markets[instrument.row]!;
    const round = ledger.currentRound;
    return {
      instrument,
      mark: (round && markOf(round, instrument.terms, instrument.row)) || null,
      index: round?.index[instrument.terms.underlying - 1] ?? null,
      openInterest: market.openInterest,
      indexLong: market.indexLong,
      lastFundingHour: market.lastFundingHour,
      lastTrade: this.#tables.trades.page(id, 1).results[0] ?? null,
    };
  }

  book(id: number, depth?: number): BookSnapshot {
    this.#instrument(id);
    const { counters, orders, bookSeqs } = this.#sequencer.state;
    const book = orders.book(id);
    const levels = (side: 0 | 1): BookLevel[] =>
      book.levels(side, depth).map(([price, lots]) => [BigInt(price), BigInt(lots)] as const);
    const { engineSeq, time } = counters;
    return { instrument: id, seq: bookSeqs.get(id)!, engineSeq, time, bids: levels(0), asks: levels(1) };
  }

  round(): OracleRound | null {
    return this.#sequencer.ledger.currentRound;
  }

  marketMode(time: number): MarketModeReport {
    const { outage, counters } = this.#sequencer.state;
    const { mode, reason } = outageAt(outage, Math.max(time, counters.time));
    return { mode, reason };
  }

  order(id: number): Order | null {
    return this.#sequencer.state.orders.get(id) ?? this.#sources.ending(id) ?? this.#tables.orders.get(id);
  }

  orderByClientId(account: number, clientId: string): Order | null {
    const { clientIds, orders, counters } = this.#sequencer.state;
    const use = clientIds.find(account, clientId, counters.time, (order) => orders.get(order) !== null);
    return use && this.order(use.order);
  }

  openOrders(account: number, instrument?: number): readonly Order[] {
    const orders = this.#sequencer.state.orders.of(account);
    return instrument === undefined ? orders : orders.filter((order) => order.instrument === instrument);
  }

  closedOrders(account: number, page: PageRequest): Page<Order> {
    const { results, next } = this.#tables.closedOrders.page(account, limitOf(page), page.before);
    return { results: results.map((id) => this.#tables.orders.get(id)!), next };
  }

  trades(instrument: number, page: PageRequest): Page<Trade> {
    return this.#tables.trades.page(instrument, limitOf(page), page.before);
  }

  fills(account: number, page: PageRequest): Page<Fill> {
    return this.#tables.fills.page(account, limitOf(page), page.before);
  }

  movements(account: number, page: PageRequest): Page<Movement> {
    return this.#tables.movements.page(account, limitOf(page), page.before);
  }

  fundingHistory(instrument: number, page: PageRequest): Page<Funding> {
    return this.#tables.funding.page(instrument, limitOf(page), page.before);
  }

  liquidations(page: PageRequest): Page<Liquidation> {
    return this.#tables.liquidations.page(null, limitOf(page), page.before);
  }

  deleveragings(page: PageRequest): Page<Deleveraging> {
    return this.#tables.deleveragings.page(null, limitOf(page), page.before);
  }

  expiries(page: PageRequest): Page<Expiry> {
    return this.#tables.expiries.page(null, limitOf(page), page.before);
  }

  expiredInstruments(): readonly InstrumentSpecification[] {
    return this.#tables.expiries.from(0, EXPIRED_MAX).map(({ specification }) => specification);
  }

  settlements(account: number, page: PageRequest): Page<Settlement> {
    return this.#tables.settlements.page(account, limitOf(page), page.before);
  }

  settledIndices(instrument: number): SettledInstrument | null {
    return this.#sequencer.ledger.state.settled.get(instrument) ?? null;
  }

  expiredHolders(): readonly number[] {
    return this.#sequencer.state.unsettled.accounts();
  }

  accountsBelowMaintenance(among?: Iterable<number>): readonly AccountBelowMaintenance[] {
    const { currentRound, state } = this.#sequencer.ledger;
    return currentRound ? accountsBelowMaintenance(state, currentRound, among) : [];
  }

  account(id: number): AccountSummary {
    const { state, ledger } = this.#sequencer;
    const { owner, key, collateral, marginMode, minGeneration, slots } = this.ledgerAccount(id);
    return {
      account: id,
      owner,
      key,
      collateral,
      marginMode,
      minGeneration,
      health: ledger.currentRound ? ledger.health(id) : null,
      openOrders: state.orders.count(id),
      engineSeq: state.counters.engineSeq,
      slots,
    };
  }

  marginPreview(request: MarginPreviewRequest, time: number): MarginPreview {
    const { state, ledger } = this.#sequencer;
    const { engineSeq, time: last } = state.counters;
    return previewMargin(new Transition(state, ledger, { engineSeq, time: Math.max(time, last) }), request);
  }

  accountIds(): readonly number[] {
    return [...this.#sequencer.ledger.state.accounts.keys()];
  }

  ledgerAccount(id: number): Readonly<Account> {
    const { state } = this.#sequencer.ledger;
    const account = state.accounts.get(id);
    if (!account) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
    return account;
  }

  ledgerMarket(id: number): Readonly<Market> {
    return this.#sequencer.ledger.state.markets[this.#instrument(id).row]!;
  }

  accountsOfOwner(owner: bigint): readonly number[] {
    const accounts = [...this.#sequencer.ledger.state.accounts.values()];
    return accounts.filter((account) => account.owner === owner).map(({ id }) => id);
  }

  positions(account: number): readonly PositionSummary[] {
    const { state } = this.#sequencer.ledger;
    const holder = state.accounts.get(account);
    if (!holder) return [];
    return openPositions(state, holder).map(({ instrument, size }) => ({ account, instrument, size }));
  }

  batch(number: number): Batch | null {
    return this.#sequencer.state.batches.get(number) ?? this.#tables.batches.get(number);
  }

  batches(page: PageRequest): Page<Batch> {
    return this.#tables.batches.page(null, limitOf(page), page.before);
  }

  plan(number: number): BatchPlan | null {
    return this.#tables.plans.get(number);
  }

  stage(batch: number | null): Stage {
    const { counters, batches } = this.#sequencer.state;
    if (batch === null || batch > counters.lastSealed) return 'accepted';
    const record = batches.get(batch);
    return record ? STAGE_OF_BATCH[record.stage] : 'final';
  }

  receipt(engineSeq: number): Receipt | null {
    const record = this.#sources.store.record(engineSeq);
    if (!record) return null;
    const { time } = decodeCommand(record.command);
    return { engineSeq, commandHash: integerOf(record.commandHash), journalHead: headInteger(record), time };
  }

  get #sequencer(): Sequencer {
    return this.#sources.sequencer();
  }

  #instrument(id: number): InstrumentSpecification {
    const instrument = this.#sequencer.state.listed.get(id);
    if (!instrument) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
    return instrument;
  }
}

const limitOf = ({ limit }: PageRequest): number => Math.min(Math.max(1, Math.floor(limit)), MAX_PAGE);
