import type { PriceStream } from '@tenor/margin-engine';
import type { IndexOracle } from './index-oracle.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import { DEFAULT_OUTAGE } from './outage/outage-thresholds.ts';

/** An index as the price stream of the margin engine. */
export class IndexPriceStream implements PriceStream {
  readonly #oracle: IndexOracle;
  readonly #longestRepeatMs: number;

  /** @param longestRepeatMs how long the last good index stands in for a missing one, 15 s when left out */
  constructor(oracle: IndexOracle, longestRepeatMs = DEFAULT_OUTAGE.reduceOnlyAfterMs) {
    this.#oracle = oracle;
    this.#longestRepeatMs = longestRepeatMs;
  }

  /**
   * The index now, or the last good one while it is young enough.
   * Throws IndexUnavailable from then on: a round says what the price is at its time, so none may be signed.
   */
  next(): bigint {
    const { underlying, at, index, lastGood } = this.#oracle.refresh();
    if (lastGood === null || at - lastGood.at >= this.#longestRepeatMs) {
      throw new IndexUnavailable(underlying, index.reason ?? 'no source was read yet');
    }
    return lastGood.price;
  }
}
