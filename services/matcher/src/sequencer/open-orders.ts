import { TenorError } from '@tenor/protocol';
import { FastBook } from '../book/fast-book.ts';
import type { OrderBook } from '../book/order-book.ts';
import type { Order } from './order.ts';

const SLOT_SPACE = 1024;
const slotKey = (account: number, slot: number): number => account * SLOT_SPACE + slot;

/** Resting orders: the records, the books they rest in, and who holds which slot. */
export class OpenOrders {
  readonly #orders = new Map<number, Order>();
  readonly #ofAccount = new Map<number, Set<number>>();
  readonly #inSlot = new Map<number, number>();
  readonly #books = new Map<number, OrderBook>();
  /** No open order expires before this Unix second. */
  #firstExpiry = Number.POSITIVE_INFINITY;

  constructor(instruments: readonly number[]) {
    for (const instrument of instruments) this.openBook(instrument);
  }

  openBook(instrument: number): void {
    this.#books.set(instrument, new FastBook());
  }

  /** Forgets a book; its orders must be gone. */
  closeBook(instrument: number): void {
    if (this.book(instrument).size > 0) throw new Error(`the book of ${instrument} is not empty`);
    this.#books.delete(instrument);
  }

  get size(): number {
    return this.#orders.size;
  }

  book(instrument: number): OrderBook {
    const book = this.#books.get(instrument);
    if (!book) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
    return book;
  }

  get(id: number): Order | null {
    return this.#orders.get(id) ?? null;
  }

  inSlot(account: number, slot: number): Order | null {
    const id = this.#inSlot.get(slotKey(account, slot));
    return id === undefined ? null : this.get(id);
  }

  count(account: number): number {
    return this.#ofAccount.get(account)?.size ?? 0;
  }

  /** An account's orders, oldest first. */
  of(account: number): Order[] {
    return [...(this.#ofAccount.get(account) ?? [])].map((id) => this.#orders.get(id)!);
  }

  /** The orders in one instrument, oldest first. */
  in(instrument: number): Order[] {
    return this.all().filter((order) => order.instrument === instrument);
  }

  /** All orders, oldest first. */
  all(): Order[] {
    return [...this.#orders.values()];
  }

  /** Puts an order into its book, behind the others at its price. */
  add(order: Order): void {
    this.#rest(order);
    this.#list(order);
  }

  /** Fills an empty collection from a snapshot: the records oldest first, and their ids as the books had them queued. */
  restore(orders: readonly Order[], priorities: readonly number[]): void {
    for (const order of orders) this.#list(order);
    for (const id of priorities) this.#rest(this.#orders.get(id)!);
  }

  /** Takes the record's new price and remaining lots to the book; at the same price a smaller order keeps its priority. */
  update(order: Order): void {
    this.book(order.instrument).amend(order.id, Number(order.price), Number(order.remaining));
    this.#orders.set(order.id, order);
    this.#firstExpiry = Math.min(this.#firstExpiry, order.signed.instruction.expiry);
  }

  remove(id: number): void {
    const order = this.#orders.get(id);
    if (!order) return;
    this.book(order.instrument).remove(id);
    this.#orders.delete(id);
    this.#inSlot.delete(slotKey(order.account, order.signed.instruction.slot));
    const ids = this.#ofAccount.get(order.account)!;
    ids.delete(id);
    if (ids.size === 0) this.#ofAccount.delete(order.account);
  }

  /** Orders that have expired at this Unix second, oldest first. */
  expired(nowSeconds: number): Order[] {
    if (nowSeconds <= this.#firstExpiry) return [];
    const orders = this.all();
    this.#firstExpiry = Number.POSITIVE_INFINITY;
    for (const { signed } of orders) {
      if (signed.instruction.expiry >= nowSeconds) {
        this.#firstExpiry = Math.min(this.#firstExpiry, signed.instruction.expiry);
      }
    }
    return orders.filter(({ signed }) => signed.instruction.expiry < nowSeconds);
  }

  /** Ids of a book in the order in which they would trade: what a snapshot keeps beside the records. */
  priorities(instrument: number): number[] {
    const book = this.book(instrument);
    const ids: number[] = [];
    for (const side of [0, 1] as const) {
      for (let id = book.first(side); id !== 0; id = book.after(id)) ids.push(id);
    }
    return ids;
  }

  #rest({ id, instrument, side, price, remaining }: Order): void {
    this.book(instrument).add(id, side, Number(price), Number(remaining));
  }

  #list(order: Order): void {
    const { account, id } = order;
    const { slot, expiry } = order.signed.instruction;
    this.#orders.set(id, order);
    const ids = this.#ofAccount.get(account) ?? new Set();
    this.#ofAccount.set(account, ids.add(id));
    this.#inSlot.set(slotKey(account, slot), id);
    this.#firstExpiry = Math.min(this.#firstExpiry, expiry);
  }
}
