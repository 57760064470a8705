import { TenorError } from '@tenor/protocol';
import { LevelPool } from './level-pool.ts';
import type { BookSide, Level, OrderBook } from './order-book.ts';
import { OrderIndex } from './order-index.ts';
import { OrderPool } from './order-pool.ts';
import { PriceLadder } from './price-ladder.ts';

const NONE = -1;

const isBookNumber = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

/** The book the exchange runs on: orders and levels live in typed arrays as intrusive lists, nothing is allocated per order. */
export class FastBook implements OrderBook {
  readonly #index = new OrderIndex();
  readonly #orders = new OrderPool();
  readonly #levels = new LevelPool();
  readonly #bids = new PriceLadder(0);
  readonly #asks = new PriceLadder(1);

  get size(): number {
    return this.#index.size;
  }

  has(id: number): boolean {
    return this.#index.get(id) !== NONE;
  }

  add(id: number, side: BookSide, price: number, lots: number): void {
    if (!isBookNumber(id) || !isBookNumber(price) || !isBookNumber(lots) || this.has(id)) {
      throw new TenorError('INTERNAL', { detail: `order ${id} cannot rest at ${price} with ${lots} lots` });
    }
    this.#append(id, side, price, lots);
  }

  amend(id: number, price: number, lots: number): void {
    const order = this.#index.get(id);
    if (order === NONE) throw new TenorError('INTERNAL', { detail: `order ${id} is not in the book` });
    if (lots === 0) {
      this.remove(id);
      return;
    }
    const { level: levels, lots: sizes } = this.#orders;
    const level = levels[order]!;
    const side = this.#levels.side[level] as BookSide;
    if (price === this.#levels.price[level]! && lots <= sizes[order]!) {
      this.#levels.lots[level]! -= sizes[order]! - lots;
      sizes[order] = lots;
      return;
    }
    this.remove(id);
    this.add(id, side, price, lots);
  }

  remove(id: number): boolean {
    const order = this.#index.get(id);
    if (order === NONE) return false;
    const orders = this.#orders;
    const levels = this.#levels;
    const level = orders.level[order]!;
    const previous = orders.previous[order]!;
    const next = orders.next[order]!;
    if (previous === NONE) levels.head[level] = next;
    else orders.next[previous] = next;
    if (next === NONE) levels.tail[level] = previous;
    else orders.previous[next] = previous;
    levels.lots[level]! -= orders.lots[order]!;
    if (levels.head[level] === NONE) {
      this.#ladder(levels.side[level] as BookSide).delete(levels.price[level]!);
      levels.release(level);
    }
    orders.release(order);
    this.#index.delete(id);
    return true;
  }

  remaining(id: number): number {
    const order = this.#index.get(id);
    return order === NONE ? 0 : this.#orders.lots[order]!;
  }

  priceOf(id: number): number {
    const order = this.#index.get(id);
    return order === NONE ? 0 : this.#levels.price[this.#orders.level[order]!]!;
  }

  first(side: BookSide): number {
    const level = this.#ladder(side).best;
    return level === NONE ? 0 : this.#orders.id[this.#levels.head[level]!]!;
  }

  after(id: number): number {
    const order = this.#index.get(id);
    if (order === NONE) return 0;
    const next = this.#orders.next[order]!;
    if (next !== NONE) return this.#orders.id[next]!;
    const level = this.#orders.level[order]!;
    const worse = this.#ladder(this.#levels.side[level] as BookSide).worseThan(this.#levels.price[level]!);
    return worse === NONE ? 0 : this.#orders.id[this.#levels.head[worse]!]!;
  }

  bestPrice(side: BookSide): number {
    const level = this.#ladder(side).best;
    return level === NONE ? 0 : this.#levels.price[level]!;
  }

  lotsAt(side: BookSide, price: number): number {
    const level = this.#ladder(side).find(price);
    return level === NONE ? 0 : this.#levels.lots[level]!;
  }

  levels(side: BookSide, depth = Number.POSITIVE_INFINITY): Level[] {
    const ladder = this.#ladder(side);
    return Array.from({ length: Math.min(depth, ladder.count) }, (_, rank) => {
      const level = ladder.atRank(rank);
      return [this.#levels.price[level]!, this.#levels.lots[level]!] as const;
    });
  }

  #ladder(side: BookSide): PriceLadder {
    return side === 0 ? this.#bids : this.#asks;
  }

  #append(id: number, side: BookSide, price: number, lots: number): void {
    const ladder = this.#ladder(side);
    let level = ladder.find(price);
    if (level === NONE) {
      level = this.#levels.take(side, price);
      ladder.insert(price, level);
    }
    const tail = this.#levels.tail[level]!;
    const order = this.#orders.take(id, level, lots, tail);
    if (tail === NONE) this.#levels.head[level] = order;
    else this.#orders.next[tail] = order;
    this.#levels.tail[level] = order;
    this.#levels.lots[level]! += lots;
    this.#index.add(id, order);
  }
}
