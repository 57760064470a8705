import type { BookSide } from './order-book.ts';

const START_LENGTH = 64;

/**
 * The price levels of one side, sorted so that the best one is last: trading happens at the end of the arrays, where adding
 * and removing moves next to nothing, and a binary search finds any other level.
 */
export class PriceLadder {
  /** +1 for bids, −1 for asks: sorted by `sign × price`, ascending. */
  readonly #sign: number;
  #prices = new Float64Array(START_LENGTH);
  #levels = new Int32Array(START_LENGTH);
  #count = 0;

  constructor(side: BookSide) {
    this.#sign = side === 0 ? 1 : -1;
  }

  get count(): number {
    return this.#count;
  }

  /** The best level, −1 if there is none. */
  get best(): number {
    return this.#count === 0 ? -1 : this.#levels[this.#count - 1]!;
  }

  /** The level at this rank, 0 the best; −1 beyond the last. */
  atRank(rank: number): number {
    return rank < this.#count ? this.#levels[this.#count - 1 - rank]! : -1;
  }

  /** The level of a price, −1 if there is none. */
  find(price: number): number {
    const at = this.#position(price);
    return at < this.#count && this.#prices[at] === price ? this.#levels[at]! : -1;
  }

  /** The level that comes after this price on the way from best to worst, −1 if there is none. */
  worseThan(price: number): number {
    const at = this.#position(price);
    return at === 0 ? -1 : this.#levels[at - 1]!;
  }

  /** The price must not be there yet. */
  insert(price: number, level: number): void {
    if (this.#count === this.#prices.length) this.#grow();
    const at = this.#position(price);
    this.#prices.copyWithin(at + 1, at, this.#count);
    this.#levels.copyWithin(at + 1, at, this.#count);
    this.#prices[at] = price;
    this.#levels[at] = level;
    this.#count++;
  }

  /** The price must be there. */
  delete(price: number): void {
    const at = this.#position(price);
    this.#prices.copyWithin(at, at + 1, this.#count);
    this.#levels.copyWithin(at, at + 1, this.#count);
    this.#count--;
  }

  /** The first index whose price is not worse than this one. */
  #position(price: number): number {
    const key = this.#sign * price;
    let low = 0;
    let high = this.#count;
    // Most orders join near the best price: gallop from there before halving what is left.
    for (let step = 1; step <= this.#count; step *= 2) {
      const at = this.#count - step;
      if (this.#sign * this.#prices[at]! < key) {
        low = at + 1;
        break;
      }
      high = at;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sign * this.#prices[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const prices = new Float64Array(2 * this.#prices.length);
    const levels = new Int32Array(2 * this.#levels.length);
    prices.set(this.#prices);
    levels.set(this.#levels);
    this.#prices = prices;
    this.#levels = levels;
  }
}
