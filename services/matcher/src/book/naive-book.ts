import { TenorError } from '@tenor/protocol';
import type { BookSide, Level, OrderBook } from './order-book.ts';

interface Resting {
  readonly id: number;
  readonly side: BookSide;
  readonly price: number;
  lots: number;
  /** When it got its place in the queue. */
  readonly priority: number;
}

/** The book as one would explain it: a list, sorted for each question. The oracle of FastBook's tests, not for use. */
export class NaiveBook implements OrderBook {
  #orders: Resting[] = [];
  #clock = 0;

  get size(): number {
    return this.#orders.length;
  }

  has(id: number): boolean {
    return this.#find(id) !== undefined;
  }

  add(id: number, side: BookSide, price: number, lots: number): void {
    const valid = [id, price, lots].every((value) => Number.isSafeInteger(value) && value > 0);
    if (!valid || this.has(id)) throw new TenorError('INTERNAL', { detail: `order ${id} cannot rest` });
    this.#orders.push({ id, side, price, lots, priority: this.#clock++ });
  }

  amend(id: number, price: number, lots: number): void {
    const order = this.#find(id);
    if (!order) throw new TenorError('INTERNAL', { detail: `order ${id} is not in the book` });
    if (price === order.price && lots <= order.lots && lots > 0) {
      order.lots = lots;
      return;
    }
    this.remove(id);
    if (lots !== 0) this.add(id, order.side, price, lots);
  }

  remove(id: number): boolean {
    const had = this.has(id);
    this.#orders = this.#orders.filter((order) => order.id !== id);
    return had;
  }

  remaining(id: number): number {
    return this.#find(id)?.lots ?? 0;
  }

  priceOf(id: number): number {
    return this.#find(id)?.price ?? 0;
  }

  first(side: BookSide): number {
    return this.#queue(side)[0]?.id ?? 0;
  }

  after(id: number): number {
    const order = this.#find(id);
    if (!order) return 0;
    const queue = this.#queue(order.side);
    return queue[queue.indexOf(order) + 1]?.id ?? 0;
  }

  bestPrice(side: BookSide): number {
    return this.#queue(side)[0]?.price ?? 0;
  }

  lotsAt(side: BookSide, price: number): number {
    return this.#orders
      .filter((order) => order.side === side && order.price === price)
      .reduce((sum, order) => sum + order.lots, 0);
  }

  levels(side: BookSide, depth?: number): Level[] {
    const prices = [...new Set(this.#queue(side).map((order) => order.price))];
    return prices.slice(0, depth).map((price) => [price, this.lotsAt(side, price)] as const);
  }

  #find(id: number): Resting | undefined {
    return this.#orders.find((order) => order.id === id);
  }

  #queue(side: BookSide): Resting[] {
    const better = side === 0 ? -1 : 1;
    return this.#orders
      .filter((order) => order.side === side)
      .sort((a, b) => better * (a.price - b.price) || a.priority - b.priority);
  }
}
