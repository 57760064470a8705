import type { PriceStream } from './price-stream.ts';
import { randomSource } from './random-source.ts';

export interface Noise {
  /** Farthest from the price, parts per million of it. */
  readonly ppm: number;
  readonly seed: number;
}

const MILLION = 1_000_000n;
const RANGE = 2 ** 32;

/** A stream as one venue among others shows it: each price a little off, evenly within the bound. Seeded; rounded towards zero, at least 1 µUSD. */
export class NoisyStream implements PriceStream {
  readonly #stream: PriceStream;
  readonly #ppm: number;
  readonly #random: () => number;

  constructor(stream: PriceStream, { ppm, seed }: Noise) {
    this.#stream = stream;
    this.#ppm = ppm;
    this.#random = randomSource(seed);
  }

  next(): bigint {
    const price = this.#stream.next();
    const off = Math.round(this.#ppm * ((2 * this.#random()) / (RANGE - 1) - 1));
    const shown = price + (price * BigInt(off)) / MILLION;
    return shown > 0n ? shown : 1n;
  }
}
