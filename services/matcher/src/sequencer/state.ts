import type { Outage } from '@tenor/oracle';
import { type ExchangeState, parseExact, stringifyExact } from '@tenor/protocol';
import { type ClientIdRecords, ClientIds } from './client-ids.ts';
import type { Batch } from './events.ts';
import { ListedInstruments, type ListedRecord } from './listed-instruments.ts';
import { OpenOrders } from './open-orders.ts';
import type { Order } from './order.ts';
import { FIRST_KEEPER_SHARE_PPM } from './penalty-split.ts';
import { UnsettledPositions } from './unsettled-positions.ts';

/** What counts and numbers; all of it is part of the state hash. */
export interface Counters {
  engineSeq: number;
  journalHead: bigint;
  /** Unix ms of the last command; never goes back. */
  time: number;
  lastTrade: number;
  nextEntryIndex: number;
  lastSealed: number;
  lastProved: number;
  lastSettled: number;
  lastFinal: number;
  /** Trades in the batch that is still open. */
  openBatchTrades: number;
}

/** What the sequencer knows beside the ledger. */
export interface SequencerState {
  readonly counters: Counters;
  readonly listed: ListedInstruments;
  /** Made again from the ledger's accounts, not kept. */
  readonly unsettled: UnsettledPositions;
  readonly orders: OpenOrders;
  readonly clientIds: ClientIds;
  /** Number of changes of each book, by instrument. */
  readonly bookSeqs: Map<number, number>;
  /** Batches that are not final yet, by number. */
  readonly batches: Map<number, Batch>;
  /** Whether prices came, as the last oracle round left it; null before the first. */
  outage: Outage | null;
  /** Part of the penalty of a liquidation that a keeper gets, parts per million. */
  keeperSharePpm: number;
}

interface StateRecord {
  readonly counters: Counters;
  readonly listed: ListedRecord;
  readonly orders: readonly Order[];
  readonly priorities: readonly (readonly number[])[];
  readonly clientIds: ClientIdRecords;
  readonly bookSeqs: Map<number, number>;
  readonly batches: Map<number, Batch>;
  readonly outage: Outage | null;
  readonly keeperSharePpm: number;
}

export function emptyState(ledger: ExchangeState): SequencerState {
  const listed = new ListedInstruments(ledger.markets);
  const ids = listed.ids();
  return {
    listed,
    unsettled: new UnsettledPositions(ledger),
    counters: {
      engineSeq: 0,
      journalHead: 0n,
      time: 0,
      lastTrade: 0,
      nextEntryIndex: 0,
      lastSealed: 0,
      lastProved: 0,
      lastSettled: 0,
      lastFinal: 0,
      openBatchTrades: 0,
    },
    orders: new OpenOrders(ids),
    clientIds: new ClientIds(),
    bookSeqs: new Map(ids.map((id) => [id, 0])),
    batches: new Map(),
    outage: null,
    keeperSharePpm: FIRST_KEEPER_SHARE_PPM,
  };
}

/** Exact text of a state: equal states give equal texts. */
export function serializeState(state: SequencerState): string {
  const record: StateRecord = {
    counters: state.counters,
    listed: state.listed.record,
    orders: state.orders.all(),
    priorities: state.listed.ids().map((instrument) => state.orders.priorities(instrument)),
    clientIds: state.clientIds.records,
    bookSeqs: state.bookSeqs,
    batches: state.batches,
    outage: state.outage,
    keeperSharePpm: state.keeperSharePpm,
  };
  return stringifyExact(record);
}

/** The state of a text by `serializeState`, queues at each price included. */
export function restoreState(text: string, ledger: ExchangeState): SequencerState {
  const record = parseExact<StateRecord>(text);
  const listed = new ListedInstruments(ledger.markets, record.listed);
  const orders = new OpenOrders(listed.ids());
  orders.restore(record.orders, record.priorities.flat());
  return {
    counters: record.counters,
    listed,
    unsettled: new UnsettledPositions(ledger),
    orders,
    clientIds: new ClientIds(record.clientIds),
    bookSeqs: record.bookSeqs,
    batches: record.batches,
    outage: record.outage,
    keeperSharePpm: record.keeperSharePpm,
  };
}
