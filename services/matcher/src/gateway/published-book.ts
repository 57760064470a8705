import type { LevelChange } from '../sequencer/events.ts';
import type { BookSnapshot } from '../sequencer/queries.ts';
import { bookChecksum } from './book-checksum.ts';

export type LevelText = [price: string, size: string];
/** 0 bids, 1 asks. */
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
  readonly #levels: readonly [Map<bigint, bigint>, Map<bigint, bigint>] = [new Map(), new Map()];
  readonly #best: [bigint | null, bigint | null] = [null, null];
  readonly #scale: BookScale;
  /** Counts changes; the same in every channel of the book and in public/order_book. */
  seq: number;
  engineSeq: number;

  constructor(scale: BookScale, start: BookSnapshot) {
    this.#scale = scale;
    for (const [price, size] of start.bids) this.#set({ side: 0, price, size });
    for (const [price, size] of start.asks) this.#set({ side: 1, price, size });
    this.seq = start.seq;
    this.engineSeq = start.engineSeq;
  }

  apply(changes: readonly LevelChange[], seq: number, engineSeq: number): void {
    for (const change of changes) this.#set(change);
    this.engineSeq = engineSeq;
    this.seq = seq;
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
    const prices = [...this.#levels[side].keys()].sort((a, b) => (a === b ? 0 : a < b === (side === 1) ? -1 : 1));
    return prices.slice(0, depth).map((price) => this.#text(side, price));
  }

  checksum(): number {
    return bookChecksum(this.top(0, 10), this.top(1, 10));
  }

  #text(side: Side, price: bigint): LevelText {
    return [this.#scale.price(price), this.#scale.size(this.#levels[side].get(price) ?? 0n)];
  }

  #set({ side, price, size }: LevelChange): void {
    const levels = this.#levels[side];
    const isBetter = (candidate: bigint, than: bigint) => (side === 0 ? candidate > than : candidate < than);
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
