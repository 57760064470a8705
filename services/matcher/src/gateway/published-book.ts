import { bookChecksum } from './book-checksum.ts';

export type LevelText = [price: string, size: string];
export interface LevelChange {
  readonly side: 'bid' | 'ask';
  /** µUSD per lot. */
  readonly price: bigint;
  /** Lots now resting at this price; 0 removes the level. */
  readonly size: bigint;
}
type Side = LevelChange['side'];
interface BookScale {
  price(microUsdPerLot: bigint): string;
  size(lots: bigint): string;
}

/**
 * Price levels as the outside may know them: fed by released events only, so that nothing is shown of a command that
 * is not durable yet.
 */
export class PublishedBook {
  readonly #levels: Readonly<Record<Side, Map<bigint, bigint>>> = { bid: new Map(), ask: new Map() };
  readonly #best: Record<Side, bigint | null> = { bid: null, ask: null };
  readonly #scale: BookScale;
  /** Counts changes; the same in every channel of the book and in public/order_book. */
  seq = 0;
  engineSeq = 0;

  constructor(scale: BookScale) {
    this.#scale = scale;
  }

  apply(changes: readonly LevelChange[], engineSeq: number): void {
    for (const change of changes) this.#set(change);
    this.engineSeq = engineSeq;
    this.seq++;
  }

  /** Best price and size of a side in text, null when it is empty. */
  best(side: Side): LevelText | null {
    const price = this.#best[side];
    return price === null ? null : this.#text(side, price);
  }

  /** µUSD per lot. */
  bestPrice(side: Side): bigint | null {
    return this.#best[side];
  }

  /** The best levels of a side, best first. */
  top(side: Side, depth: number): LevelText[] {
    const prices = [...this.#levels[side].keys()].sort((a, b) => (a === b ? 0 : a < b === (side === 'ask') ? -1 : 1));
    return prices.slice(0, depth).map((price) => this.#text(side, price));
  }

  checksum(): number {
    return bookChecksum(this.top('bid', 10), this.top('ask', 10));
  }

  #text(side: Side, price: bigint): LevelText {
    return [this.#scale.price(price), this.#scale.size(this.#levels[side].get(price) ?? 0n)];
  }

  #set({ side, price, size }: LevelChange): void {
    const levels = this.#levels[side];
    const isBetter = (candidate: bigint, than: bigint) => (side === 'bid' ? candidate > than : candidate < than);
    if (size > 0n) {
      levels.set(price, size);
      const best = this.#best[side];
      if (best === null || isBetter(price, best)) this.#best[side] = price;
      return;
    }
    levels.delete(price);
    if (this.#best[side] !== price) return;
    let best: bigint | null = null;
    for (const candidate of levels.keys()) if (best === null || isBetter(candidate, best)) best = candidate;
    this.#best[side] = best;
  }
}
