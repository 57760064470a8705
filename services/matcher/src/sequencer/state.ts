import type { Outage } from '@tenor/oracle';
import { parseExact, stringifyExact } from '@tenor/protocol';
import { type ClientIdRecords, ClientIds } from './client-ids.ts';
import type { Batch } from './events.ts';
import { OpenOrders } from './open-orders.ts';
import type { Order } from './order.ts';

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
  readonly orders: OpenOrders;
  readonly clientIds: ClientIds;
  /** Number of changes of each book, by instrument. */
  readonly bookSeqs: Map<number, number>;
  /** Batches that are not final yet, by number. */
  readonly batches: Map<number, Batch>;
  /** Whether prices came, as the last oracle round left it; null before the first. */
  outage: Outage | null;
}

interface StateRecord {
  readonly counters: Counters;
  readonly orders: readonly Order[];
  readonly priorities: readonly (readonly number[])[];
  readonly clientIds: ClientIdRecords;
  readonly bookSeqs: Map<number, number>;
  readonly batches: Map<number, Batch>;
  readonly outage: Outage | null;
}

export function emptyState(instruments: readonly number[]): SequencerState {
  return {
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
    orders: new OpenOrders(instruments),
    clientIds: new ClientIds(),
    bookSeqs: new Map(instruments.map((instrument) => [instrument, 0])),
    batches: new Map(),
    outage: null,
  };
}

/** Exact text of a state: equal states give equal texts. */
export function serializeState(state: SequencerState, instruments: readonly number[]): string {
  const record: StateRecord = {
    counters: state.counters,
    orders: state.orders.all(),
    priorities: instruments.map((instrument) => state.orders.priorities(instrument)),
    clientIds: state.clientIds.records,
    bookSeqs: state.bookSeqs,
    batches: state.batches,
    outage: state.outage,
  };
  return stringifyExact(record);
}

/** The state of a text by `serializeState`, queues at each price included. */
export function restoreState(text: string, instruments: readonly number[]): SequencerState {
  const record = parseExact<StateRecord>(text);
  const orders = new OpenOrders(instruments);
  orders.restore(record.orders, record.priorities.flat());
  return {
    counters: record.counters,
    orders,
    clientIds: new ClientIds(record.clientIds),
    bookSeqs: record.bookSeqs,
    batches: record.batches,
    outage: record.outage,
  };
}
