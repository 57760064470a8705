import { type MarketTerms, markBounds } from '@tenor/protocol';
import { clamp } from '../clamp.ts';
import { AveragedBasis } from './averaged-basis.ts';

const median = (a: bigint, b: bigint, c: bigint): bigint => {
  const [low, high] = a < b ? [a, b] : [b, a];
  return clamp(c, low, high);
};

/**
 * Mark of a perpetual: the median of index plus averaged basis, impact mid and index, at most MM/4 away from the index.
 * Without a mid (a thin book) it is the index, and the basis is kept.
 */
export class PerpetualMark {
  readonly #terms: MarketTerms;
  readonly #basis = new AveragedBasis();

  constructor(terms: MarketTerms) {
    this.#terms = terms;
  }

  /** The mark (µUSD per lot) after one more tick. */
  next(index: bigint, mid: bigint | null): bigint {
    if (mid === null) return index;
    const mark = median(index + this.#basis.next(mid - index), mid, index);
    const { low, high } = markBounds(this.#terms, index);
    return clamp(mark, low, high);
  }
}
