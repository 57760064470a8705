import { type BatchPlan, TenorError } from '@tenor/protocol';
import { GroupCommit } from '../journal/group-commit.ts';
import { integerOf, sha256 } from '../journal/hash-chain.ts';
import { probe } from '../journal/probe.ts';
import { headInteger, type JournalRecord, type JournalTip, recordAfter } from '../journal/record.ts';
import { sealSnapshot } from '../journal/snapshot.ts';
import { type Snapshot, Store } from '../journal/store.ts';
import type { TableWrite } from '../journal/table.ts';
import { decodeCommand, encodeCommand } from './command-codec.ts';
import type { Command } from './commands.ts';
import { type EventListener, EventListeners } from './event-listeners.ts';
import type { CommandResult, ExchangeOptions } from './exchange-options.ts';
import { StoredQueries } from './exchange-queries.ts';
import { historyWrites } from './history.ts';
import type { Order } from './order.ts';
import type { ExchangeQueries, Receipt } from './queries.ts';
import { type Recovered, recover } from './recovery.ts';
import type { Outcome, Sequencer } from './sequencer.ts';
import { openTables } from './tables.ts';

export type { EventListener } from './event-listeners.ts';
export type { CommandResult, ExchangeOptions } from './exchange-options.ts';

/** A command between its application and the disk. */
interface Pending {
  readonly record: JournalRecord;
  readonly writes: readonly TableWrite[];
  readonly snapshot: Snapshot | null;
  readonly outcome: Outcome;
  readonly result: CommandResult;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: TenorError) => void;
}

const SNAPSHOT_EVERY = 5000;
const MAX_BACKLOG = 20_000;
const CANCELS: readonly Command['type'][] = ['cancel', 'cancelAll', 'cancelForGood'];

/**
 * The running exchange: the one writer of its journal. A command is applied at once and in order; its result and its events
 * leave when it is durable. A refused command changes nothing and has no place in the journal.
 */
export class Exchange {
  readonly queries: ExchangeQueries;
  readonly #options: ExchangeOptions;
  readonly #store: Store;
  readonly #commit: GroupCommit<Pending>;
  readonly #listeners: EventListeners;
  /** Results of commands that are not durable yet, by sequence, and the orders that ended in them. */
  readonly #unconfirmed = new Map<number, Promise<CommandResult>>();
  readonly #ending = new Map<number, Order>();
  #sequencer: Sequencer;
  #tip: JournalTip;
  #snapshotAt: number;
  #rebuilding: Promise<void> | null = null;
  #halted: TenorError | null = null;
  /** The state hash until the next command comes, kept because it costs a full serialisation. */
  #hash: string | null = null;

  private constructor(options: ExchangeOptions, store: Store, recovered: Recovered) {
    this.#options = options;
    this.#store = store;
    this.#listeners = new EventListeners(options.log);
    this.#sequencer = recovered.sequencer;
    this.#tip = recovered.tip;
    this.#snapshotAt = recovered.snapshotSequence;
    this.#commit = new GroupCommit<Pending>(
      (group) => this.#write(group),
      (group) => this.#release(group),
      (error, lost) => this.#fail(error, lost),
    );
    this.queries = new StoredQueries({
      store,
      sequencer: () => this.#sequencer,
      ending: (id) => this.#ending.get(id) ?? null,
      halted: () => this.#halted?.name ?? null,
    });
  }

  /** Opens the exchange of a data directory and brings it to where its journal ends. Throws DATA_DAMAGED. */
  static async open(options: ExchangeOptions): Promise<Exchange> {
    if (options.probe !== false) await probe(options.dataDir, options.identity);
    const store = Store.open(options.dataDir, options.identity);
    try {
      const recovered = recover(store, options.ledgers);
      const { tip, replayed, snapshotSequence } = recovered;
      options.log.info({ engineSeq: tip.sequence, snapshotSequence, replayed }, 'exchange recovered');
      return new Exchange(options, store, recovered);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /**
   * Applies a command now and resolves when it is durable. Rejects with the TenorError that refuses it; `data.outcome` says
   * whether it may have been executed all the same (only where the disk failed).
   */
  readonly submit = async (command: Command): Promise<CommandResult> => {
    this.#requireReady(command.type);
    this.#hash = null;
    const bytes = encodeCommand(command);
    // What is applied is what the journal says, so that a replay sees the same to the last detail.
    const canonical = decodeCommand(bytes);
    const repeated = this.#sequencer.repeatedOrder(canonical);
    if (repeated !== null) return this.#repeat(repeated);
    const record = recordAfter(this.#tip, bytes);
    return this.#journal(canonical, record, this.#apply(canonical, record));
  };

  /** Calls the listener with the events of each durable command, in order. Returns how to stop that. */
  readonly subscribe = (listener: EventListener): (() => void) => {
    return this.#listeners.add(listener);
  };

  /** Sealed batches from a number on, in order. */
  sealedPlans(from: number, limit = 100): BatchPlan[] {
    return openTables(this.#store).plans.from(from, limit);
  }

  /** sha256 of everything the exchange knows, hexadecimal. */
  readonly stateHash = (): string => {
    this.#hash ??= sha256(Buffer.from(this.#sequencer.serialize(), 'utf8')).toString('hex');
    return this.#hash;
  };

  /** Waits for what has been submitted, keeps a snapshot and closes the journal. */
  async close(): Promise<void> {
    const wasHalted = this.#halted !== null;
    this.#halted ??= new TenorError('NOT_READY', { detail: 'the exchange is closing', retryable: true });
    await this.#rebuilding;
    await this.#commit.settled();
    const { engineSeq } = this.#sequencer.state.counters;
    if (!wasHalted && engineSeq > this.#snapshotAt) {
      await this.#store.saveSnapshot(sealSnapshot(engineSeq, this.#sequencer.serialize()));
    }
    await this.#store.close();
  }

  #requireReady(type: Command['type']): void {
    if (this.#halted) throw this.#halted;
    if (this.#rebuilding) throw new TenorError('NOT_READY', { retryable: true, outcome: 'not_executed' });
    const limit = (this.#options.maxBacklog ?? MAX_BACKLOG) * (CANCELS.includes(type) ? 2 : 1);
    if (this.#commit.backlog >= limit) {
      throw new TenorError('RATE_LIMIT', { retryable: true, outcome: 'not_executed', retry_after_ms: 100 });
    }
  }

  #apply(command: Command, record: JournalRecord): Outcome {
    try {
      return this.#sequencer.apply(command, record.sequence, headInteger(record));
    } catch (error) {
      if (error instanceof TenorError && error.name !== 'INTERNAL') throw error;
      this.#options.log.error({ err: error, command: command.type }, 'a command failed; rebuilding from the journal');
      this.#rebuilding = this.#rebuild();
      throw new TenorError('INTERNAL', { outcome: 'not_executed' });
    }
  }

  /** The memory may hold half of a failed command: the journal does not, so the state is made again from it. */
  async #rebuild(): Promise<void> {
    await this.#commit.settled();
    try {
      const { sequencer, tip } = recover(this.#store, this.#options.ledgers);
      this.#sequencer = sequencer;
      this.#tip = tip;
      this.#hash = null;
    } catch (error) {
      this.#halt(error);
    }
    this.#rebuilding = null;
  }

  async #repeat(order: number): Promise<CommandResult> {
    const first = await this.#unconfirmed.get(order);
    const receipt = first?.receipt ?? this.queries.receipt(order)!;
    return { receipt, events: [], order: this.queries.order(order), repeated: true };
  }

  #journal(command: Command, record: JournalRecord, outcome: Outcome): Promise<CommandResult> {
    const { sequence } = record;
    const receipt: Receipt = {
      engineSeq: sequence,
      commandHash: integerOf(record.commandHash),
      journalHead: headInteger(record),
      time: command.time,
    };
    const result: CommandResult = { receipt, events: outcome.events, order: outcome.order, repeated: false };
    this.#tip = record;
    for (const event of outcome.events) {
      if (event.type === 'order' && event.order.status !== 'open') this.#ending.set(event.order.id, event.order);
    }
    const durable = new Promise<CommandResult>((resolve, reject) => {
      const writes = historyWrites(outcome.events, outcome.plans);
      this.#commit.add({ record, writes, snapshot: this.#dueSnapshot(sequence), outcome, result, resolve, reject });
    });
    this.#unconfirmed.set(sequence, durable);
    return durable;
  }

  #dueSnapshot(sequence: number): Snapshot | null {
    if (sequence - this.#snapshotAt < (this.#options.snapshotEvery ?? SNAPSHOT_EVERY)) return null;
    this.#snapshotAt = sequence;
    return sealSnapshot(sequence, this.#sequencer.serialize());
  }

  async #write(group: readonly Pending[]): Promise<void> {
    const records = group.map(({ record }) => record);
    const writes = group.flatMap((pending) => pending.writes);
    const snapshot = group.findLast((pending) => pending.snapshot !== null)?.snapshot ?? null;
    if (!(await this.#store.append(records, writes, snapshot))) {
      throw new TenorError('DATA_DAMAGED', { detail: 'another process writes to the same data directory' });
    }
  }

  #release(group: readonly Pending[]): void {
    for (const { record, outcome, result, resolve, reject } of group) {
      this.#unconfirmed.delete(record.sequence);
      for (const event of outcome.events) {
        if (event.type === 'order' && this.#ending.get(event.order.id) === event.order)
          this.#ending.delete(event.order.id);
      }
      this.#logInstruments(outcome.events);
      this.#listeners.publish(outcome.events);
      if (outcome.error) reject(outcome.error);
      else resolve(result);
    }
  }

  /** Rare, and what an operator has to see: most of all a listing that came to nothing. */
  #logInstruments(events: Outcome['events']): void {
    const { log } = this.#options;
    for (const event of events) {
      if (event.type === 'listed') log.info({ instrument: event.listing.name }, 'instrument listed');
      else if (event.type === 'expired')
        log.info({ instrument: event.expiry.specification.name }, 'instrument expired');
      else if (event.type === 'unlisted') {
        log.warn({ instrument: event.terms.instrument }, 'no free market row: the instrument is not listed');
      }
    }
  }

  /** Nobody knows what a failed sync has left on disk: the exchange stops, and recovers from the disk when it starts again. */
  #fail(error: unknown, lost: readonly Pending[]): void {
    this.#halt(error);
    for (const { record, reject } of lost) {
      this.#unconfirmed.delete(record.sequence);
      reject(new TenorError('INTERNAL', { outcome: 'unknown', detail: 'the journal could not be written' }));
    }
  }

  #halt(error: unknown): void {
    this.#options.log.fatal({ err: error }, 'the exchange is halted');
    this.#halted = new TenorError('HALTED', {
      outcome: 'not_executed',
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}
