import { lotPrice } from '@tenor/margin-engine';
import type { IndexOracle } from '../index-oracle.ts';

/** An underlying's index as a signer sees it with its own sources. */
export interface OwnIndex {
  readonly name: string;
  /** µUSD per lot; null when there is no good one now. */
  readonly price: bigint | null;
  /** Farthest a proposed price may be from the own one, parts per million: what honest sources differ by. */
  readonly maxDeviationPpm: number;
}

/** An index that a signer makes itself. */
export interface JudgedIndex {
  readonly name: string;
  readonly oracle: IndexOracle;
  /** Lots of one whole unit of the underlying. */
  readonly lotsPerUnit: bigint;
  readonly maxDeviationPpm: number;
}

/** The indexes as a signer's own sources give them now, in the order of the underlyings. A repeated price is no price here: a signer vouches for this moment. */
export function ownIndexes(indexes: readonly JudgedIndex[]): OwnIndex[] {
  return indexes.map(({ name, oracle, lotsPerUnit, maxDeviationPpm }) => {
    const { price } = oracle.refresh().index;
    return { name, maxDeviationPpm, price: price === null ? null : lotPrice(price, lotsPerUnit) };
  });
}
