import { PERMISSIONS, type Permissions } from '@tenor/oracle/market-mode';
import type { Outage } from '@tenor/oracle/outage';
import {
  type BatchPlan,
  figuresAt,
  type LedgerInterface,
  markOf,
  type OracleRound,
  priceBand,
  ROUND_AGE_SECONDS,
  type ScenarioFigures,
  TenorError,
} from '@tenor/protocol';
import type { Batch, EventBody, LevelChange } from './events.ts';
import type { InstrumentSpecification } from './instruments.ts';
import type { CancelReason, Order } from './order.ts';
import { outageAt } from './price-outage.ts';
import { announceSettlements } from './settlement-events.ts';
import type { SequencerState } from './state.ts';

/** One command at work: what it sees, what it changes and the events that come of it. */
export class Transition {
  readonly state: SequencerState;
  readonly ledger: LedgerInterface;
  readonly engineSeq: number;
  /** Unix ms. */
  readonly time: number;
  /** Whether prices come, as it was when the command came. */
  readonly outage: Outage;
  readonly plans: BatchPlan[] = [];
  /** Whether anything has changed: from then on a refusal is part of the journal. */
  changed = false;
  /** An order that is being matched: nothing else touches its record. */
  workingOrder = 0;
  readonly #events: EventBody[] = [];
  /** Levels and positions to report at the end, by instrument and by account. */
  readonly #levels = new Map<number, Set<bigint>>();
  readonly #accounts = new Map<number, Set<number>>();
  readonly #figures = new Map<number, ScenarioFigures>();

  constructor(state: SequencerState, ledger: LedgerInterface, command: { engineSeq: number; time: number }) {
    this.state = state;
    this.ledger = ledger;
    this.engineSeq = command.engineSeq;
    this.time = command.time;
    this.outage = outageAt(state.outage, command.time);
  }

  /** What the exchange may do while prices come as they do. */
  get permissions(): Permissions {
    return PERMISSIONS[this.outage.mode];
  }

  get nowSeconds(): number {
    return Math.floor(this.time / 1000);
  }

  /** The batch that takes the next effect on the ledger, unless that one closes it. */
  get openBatch(): number {
    return this.state.counters.lastSealed + 1;
  }

  /** Throws UNKNOWN_INSTRUMENT, or EXPIRED_INSTRUMENT for one that has expired. */
  instrument(id: number): InstrumentSpecification {
    const found = this.state.listed.get(id);
    if (found) return found;
    const name = this.ledger.state.settled.has(id) ? 'EXPIRED_INSTRUMENT' : 'UNKNOWN_INSTRUMENT';
    throw new TenorError(name, { param: 'instrument' });
  }

  /** The round that rules now. Throws NO_MARK, also where L1 would refuse a batch at a round this old. */
  round(): OracleRound {
    const round = this.ledger.currentRound;
    if (!round) throw new TenorError('NO_MARK', { retryable: true });
    if (round.time + ROUND_AGE_SECONDS < this.nowSeconds) {
      throw new TenorError('NO_MARK', { retryable: true, detail: 'the last oracle round is too old' });
    }
    return round;
  }

  /** Mark of an instrument, µUSD per lot. Throws NO_MARK before the first round after its listing. */
  mark(id: number): bigint {
    const { terms, row } = this.instrument(id);
    const mark = markOf(this.round(), terms, row);
    if (mark === 0n) {
      throw new TenorError('NO_MARK', { param: 'instrument', retryable: true, detail: 'listed after the last round' });
    }
    return mark;
  }

  /** Price of what an instrument follows, µUSD per lot. */
  index(id: number): bigint {
    return this.round().index[this.instrument(id).terms.underlying - 1]!;
  }

  /** Margin figures of an instrument now. Throws NO_MARK before the first round after its listing. */
  figures(id: number): ScenarioFigures {
    let figures = this.#figures.get(id);
    if (!figures) {
      this.mark(id);
      const { terms, row } = this.instrument(id);
      figures = figuresAt(terms, this.round(), row);
      this.#figures.set(id, figures);
    }
    return figures;
  }

  /** The prices between which an instrument trades now, µUSD per lot. */
  band(id: number): { readonly low: bigint; readonly high: bigint } {
    return priceBand(this.instrument(id).terms, this.mark(id), this.index(id));
  }

  emit(event: EventBody): void {
    this.#events.push(event);
  }

  /** Calls the ledger and takes in the batches that it closes, whether it then accepts or refuses. */
  onLedger<T>(call: (ledger: LedgerInterface) => T): T {
    try {
      const result = call(this.ledger);
      this.changed = true;
      return result;
    } finally {
      for (const plan of this.ledger.takeSealed()) this.#sealed(plan);
    }
  }

  /** Puts an order into its book. */
  addResting(order: Order): void {
    this.state.orders.add(order);
    this.#touchLevel(order);
  }

  /** Gives a resting order its new record. */
  updateResting(order: Order): void {
    this.#touchLevel(this.state.orders.get(order.id)!);
    this.state.orders.update(order);
    this.#touchLevel(order);
  }

  /** Takes an order off its book, if it rests. */
  takeOff(id: number): void {
    const resting = this.state.orders.get(id);
    if (!resting) return;
    this.state.orders.remove(id);
    this.#touchLevel(resting);
  }

  /**
   * Reports an account that the ledger has just visited: at once what expired positions it was paid for, at the end of the command the account
   * and its position in an instrument if one is named.
   */
  touchAccount(account: number, instrument?: number): void {
    const instruments = this.#accounts.get(account) ?? new Set();
    if (instrument !== undefined) instruments.add(instrument);
    this.#accounts.set(account, instruments);
    if (!this.state.unsettled.has(account)) return;
    for (const settled of announceSettlements(this, account)) instruments.add(settled);
  }

  /** Reports the last of an instrument's book and takes the book away. */
  closeBook(instrument: number): void {
    const levels = this.#levels.get(instrument);
    if (levels) this.#emitBook(instrument, levels);
    this.#levels.delete(instrument);
    this.state.orders.closeBook(instrument);
    this.state.bookSeqs.delete(instrument);
  }

  /** An order's record with a change of this command. */
  changedOrder(order: Order, change: Partial<Order>): Order {
    return { ...order, ...change, updatedAt: this.time, engineSeq: this.engineSeq };
  }

  /** Ends an order before it is filled, resting or not. */
  cancel(order: Order, reason: CancelReason): Order {
    const status = reason === 'expired' ? 'expired' : 'cancelled';
    const closed = this.changedOrder(order, { status, reason, remaining: 0n });
    this.takeOff(order.id);
    this.changed = true;
    this.emit({ type: 'order', change: 'cancelled', order: closed });
    return closed;
  }

  /** All events in order: what happened, then the levels, accounts and positions as they are now. */
  finish(): EventBody[] {
    for (const [instrument, levels] of this.#levels) this.#emitBook(instrument, levels);
    for (const [account, instruments] of this.#accounts) this.#emitAccount(account, instruments);
    return this.#events;
  }

  #sealed(plan: BatchPlan): void {
    const { counters, batches } = this.state;
    if (plan.number !== this.openBatch) throw new Error(`batch ${plan.number} was closed, not ${this.openBatch}`);
    const batch: Batch = {
      number: plan.number,
      stage: 'sealed',
      rows: plan.rows.length,
      visits: plan.visits.length,
      entries: plan.entries.length,
      fundingSteps: plan.funding.length,
      trades: counters.openBatchTrades,
      lastEngineSeq: plan.lastSequence,
      journalHead: plan.journalHead,
      openedAt: plan.time * 1000,
      sealedAt: this.time,
      provedAt: null,
      settledAt: null,
      finalAt: null,
      circuit: null,
      oldStateRoot: null,
      newStateRoot: null,
      constraints: null,
      witnessMilliseconds: null,
      proveMilliseconds: null,
      dataBytes: null,
      verificationKeyId: null,
      l1Transaction: null,
      l1Block: null,
      l1GasUsed: null,
    };
    counters.lastSealed = plan.number;
    counters.openBatchTrades = 0;
    batches.set(plan.number, batch);
    this.plans.push(plan);
    this.changed = true;
    this.emit({ type: 'batch', batch });
  }

  #touchLevel({ instrument, side, price }: Order): void {
    const levels = this.#levels.get(instrument) ?? new Set();
    this.#levels.set(instrument, levels.add(2n * price + BigInt(side)));
  }

  #emitBook(instrument: number, levels: ReadonlySet<bigint>): void {
    const book = this.state.orders.book(instrument);
    const changes = [...levels].map((level): LevelChange => {
      const side = Number(level & 1n) as 0 | 1;
      const price = level >> 1n;
      return { side, price, size: BigInt(book.lotsAt(side, Number(price))) };
    });
    const prevSeq = this.state.bookSeqs.get(instrument)!;
    this.state.bookSeqs.set(instrument, prevSeq + 1);
    this.emit({ type: 'book', instrument, seq: prevSeq + 1, prevSeq, changes });
  }

  #emitAccount(id: number, instruments: ReadonlySet<number>): void {
    const { owner, key, collateral, marginMode, minGeneration, positions } = this.ledger.state.accounts.get(id)!;
    this.emit({ type: 'account', account: id, owner, key, collateral, marginMode, minGeneration });
    for (const instrument of instruments) {
      const size = positions.find((position) => position.instrument === instrument)?.size ?? 0n;
      this.emit({ type: 'position', account: id, instrument, size });
    }
  }
}
