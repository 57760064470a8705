import type { BookMessage } from '../api-channels.ts';
import type { LevelJson } from '../api-market-types.ts';
import type { InstrumentScale } from '../instrument-scale.ts';
import { bookChecksum } from './book-checksum.ts';
import { type BookLevel, BookSide } from './book-side.ts';

/** A checked safe integer: books never hold more lots or ticks than that. */
function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('a book level beyond 2^53');
  return number;
}

/** The public order book of one instrument as integers: ticks and lots. */
export class OrderBook {
  readonly #scale: InstrumentScale;
  readonly #bids = new BookSide('bid');
  readonly #asks = new BookSide('ask');
  /** Sequence number of the last message applied, null before the first snapshot. */
  seq: number | null = null;
  engineSeq = 0;
  /** Unix milliseconds of the last message. */
  time = 0;

  constructor(scale: InstrumentScale) {
    this.#scale = scale;
  }

  /** Best first. */
  get bids(): readonly BookLevel[] {
    return this.#bids.levels;
  }

  /** Best first. */
  get asks(): readonly BookLevel[] {
    return this.#asks.levels;
  }

  /** Starts again from a snapshot or applies a change; the caller has checked the sequence. */
  apply(message: BookMessage): void {
    if (message.type === 'snapshot' || message.type === 'resync') {
      this.#bids.clear();
      this.#asks.clear();
    }
    for (const level of message.bids) this.#bids.set(this.#level(level));
    for (const level of message.asks) this.#asks.set(this.#level(level));
    this.seq = message.seq;
    this.engineSeq = message.engine_seq;
    this.time = message.time;
  }

  /** CRC-32 of the top ten levels, as the exchange computes it. */
  checksum(): number {
    const top = (levels: readonly BookLevel[]) => levels.slice(0, 10).map((level) => level.text);
    return bookChecksum(top(this.bids), top(this.asks));
  }

  #level(text: LevelJson): BookLevel {
    return { ticks: safe(this.#scale.ticks(text[0])), lots: safe(this.#scale.lots(text[1])), text };
  }
}
