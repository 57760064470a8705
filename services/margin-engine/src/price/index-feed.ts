import { lotPrice } from './lot-price.ts';
import type { PriceStream } from './price-stream.ts';

/** The index of one underlying. */
export interface IndexFeedOptions {
  /** 1 BTC, 2 ETH: a round has its price at the place one less. */
  readonly underlying: number;
  /** Lots of one whole unit. */
  readonly lotsPerUnit: bigint;
  readonly prices: PriceStream;
  /** Volatility at the money per √year (0.55 is 55 %) until books quote options; 0.55 for BTC, 0.7 for ETH and 0.8 otherwise when left out. */
  readonly volatility?: number;
}

/** Takes the next price of every index: µUSD per lot in the order of the feeds, null with its error where a stream has none. All go on, so that a stream stays in step with the clock. */
export function nextIndexes(feeds: readonly IndexFeedOptions[]): {
  readonly index: (bigint | null)[];
  readonly missing: { readonly underlying: number; readonly error: unknown }[];
} {
  const missing: { underlying: number; error: unknown }[] = [];
  const index = feeds.map(({ underlying, lotsPerUnit, prices }) => {
    try {
      return lotPrice(prices.next(), lotsPerUnit);
    } catch (error) {
      missing.push({ underlying, error });
      return null;
    }
  });
  return { index, missing };
}
