import { clamp } from '../clamp.ts';
import type { PriceStream } from './price-stream.ts';
import { randomSource } from './random-source.ts';

export interface RandomWalkOptions {
  readonly seed: number;
  /** µUSD per whole unit. */
  readonly start: bigint;
  /** Standard deviation of one tick, parts per billion of the price. 100 000 a second is about 56 % a year. */
  readonly stepPpb: number;
  /** Mean number of ticks between jumps; 0 for none. */
  readonly ticksPerJump: number;
  /** Largest jump, parts per billion of the price. */
  readonly jumpPpb: number;
}

const BILLION = 1_000_000_000n;
const RANGE = 2 ** 32;
/** The sum of 12 uniform variables of variance 1/12 has variance 1. */
const UNIFORMS = 12;
/** The walk is kept between start / 4 and 4 × start. */
const SPAN = 4n;

/** A seeded random walk with jumps, in integers: the same options give the same prices on any machine. */
export class RandomWalkStream implements PriceStream {
  readonly #options: RandomWalkOptions;
  readonly #random: () => number;
  #price: bigint;

  constructor(options: RandomWalkOptions) {
    if (options.start < 1_000n) throw new RangeError('The walk must start at 1 000 µUSD or more.');
    this.#options = options;
    this.#random = randomSource(options.seed);
    this.#price = options.start;
  }

  next(): bigint {
    const { start } = this.#options;
    const price = this.#price;
    const moved = price + (price * BigInt(this.#movePpb())) / BILLION;
    this.#price = clamp(moved, start / SPAN, start * SPAN);
    return price;
  }

  #movePpb(): number {
    const { stepPpb, ticksPerJump, jumpPpb } = this.#options;
    let sum = 0;
    for (let i = 0; i < UNIFORMS; i++) sum += this.#random();
    let move = Math.trunc(((sum - (UNIFORMS / 2) * (RANGE - 1)) * stepPpb) / RANGE);
    if (ticksPerJump > 0 && this.#random() < RANGE / ticksPerJump) {
      move += Math.trunc(((2 * this.#random() - RANGE) * jumpPpb) / RANGE);
    }
    return move;
  }
}
