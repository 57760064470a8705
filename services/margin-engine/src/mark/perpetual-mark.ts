import type { MarketTerms } from '@tenor/protocol';
import { clamp } from '../clamp.ts';

/** Ticks over which a deviation of the basis fades to about a third. */
const EMA_TICKS = 150n;
/** Binary places of the averaged basis. */
const BASIS_FRACTION = 16n;
/** The mark stays within a quarter of the maintenance margin rate (an eighth of the initial one, 2^-20) of the index. */
const CLAMP_SHIFT = 23n;

const median = (a: bigint, b: bigint, c: bigint): bigint => {
  const [low, high] = a < b ? [a, b] : [b, a];
  return clamp(c, low, high);
};

/**
 * Mark of a perpetual: the median of index plus averaged basis, impact mid and index, at most MM/4 away from the index.
 * Without a mid (a thin book) it is the index, and the basis is kept.
 */
export class PerpetualMark {
  readonly #imRate: bigint;
  #basis = 0n;

  constructor(terms: Pick<MarketTerms, 'imRate'>) {
    this.#imRate = terms.imRate;
  }

  /** The mark (µUSD per lot) after one more tick. */
  next(index: bigint, mid: bigint | null): bigint {
    if (mid === null) return index;
    this.#basis += (((mid - index) << BASIS_FRACTION) - this.#basis) / EMA_TICKS;
    const mark = median(index + (this.#basis >> BASIS_FRACTION), mid, index);
    const reach = (index * this.#imRate) >> CLAMP_SHIFT;
    return clamp(mark, index - reach, index + reach);
  }
}
