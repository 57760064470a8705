import type { PriceStream } from './price-stream.ts';

export interface ClockedStreamOptions {
  /** One price for each tick. */
  readonly stream: PriceStream;
  /** Unix milliseconds of the first price. */
  readonly startedAt: number;
  /** Milliseconds between two prices, 1 000 when left out. */
  readonly tickMs?: number;
  /** How much later everything is seen, milliseconds, 0 when left out. */
  readonly delayMs?: number;
  readonly now?: () => number;
}

/**
 * Plays a stream by the clock instead of a price a call: whoever plays the same one from the same moment, in this process or another, sees the same price at
 * the same time, also after a restart. A clock before the beginning, or one that goes back, is taken as standing still.
 */
export class ClockedStream implements PriceStream {
  readonly #options: ClockedStreamOptions;
  #tick = 0;
  #price: bigint;

  constructor(options: ClockedStreamOptions) {
    this.#options = options;
    this.#price = options.stream.next();
  }

  next(): bigint {
    const { stream, startedAt, tickMs = 1_000, delayMs = 0, now = Date.now } = this.#options;
    const due = Math.floor((now() - delayMs - startedAt) / tickMs);
    for (; this.#tick < due; this.#tick++) this.#price = stream.next();
    return this.#price;
  }
}
