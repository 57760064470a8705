import { generationOf } from '@tenor/protocol';

/** Gives generations that strictly increase, at most as far ahead of the 10 ms clock as calls came faster than it ticks. */
export class GenerationClock {
  readonly #now: () => number;
  #last = -1n;

  /** @param now Unix milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  next(): bigint {
    const tick = generationOf(this.#now());
    this.#last = tick > this.#last ? tick : this.#last + 1n;
    return this.#last;
  }

  /** Makes later generations greater than one that was seen, for example the account's minimum. */
  raiseAbove(generation: bigint): void {
    if (generation > this.#last) this.#last = generation;
  }
}
