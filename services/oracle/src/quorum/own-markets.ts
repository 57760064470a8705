import { lotPrice } from '@tenor/margin-engine';
import type { IndexOracle } from '../index-oracle.ts';
import type { OwnMarket } from './check-proposal.ts';

/** A market that a signer judges with an index of its own. */
export interface JudgedMarket {
  readonly row: number;
  readonly name: string;
  readonly oracle: IndexOracle;
  /** Lots of one whole unit of the underlying. */
  readonly lotsPerUnit: bigint;
  readonly maxDeviationPpm: number;
}

/** The markets as a signer's own sources price them now. A repeated price is no price here: a signer vouches for this moment. */
export function ownMarkets(markets: readonly JudgedMarket[]): OwnMarket[] {
  return markets.map(({ row, name, oracle, lotsPerUnit, maxDeviationPpm }) => {
    const { price } = oracle.refresh().index;
    return { row, name, maxDeviationPpm, index: price === null ? null : lotPrice(price, lotsPerUnit) };
  });
}
