import type { MarketTerms } from '../../state/market.ts';
import { isOption, type MarketFigures, marketFigures } from '../market-figures.ts';
import { SCENARIO_GRID } from './grid.ts';
import { scenarioValues } from './values.ts';

/** What a market row implies at one round, with its scenarios. */
export interface ScenarioFigures extends MarketFigures {
  /** Number of the underlying, 1 or more; 0 of an expired instrument. */
  readonly underlying: number;
  /** What one long lot gains in each scenario, µUSD (scenarioValues). */
  readonly values: readonly bigint[];
}

const NOTHING: readonly bigint[] = SCENARIO_GRID.map(() => 0n);

/**
 * The figures of a row at a mark and an index price, µUSD per lot, with its scenarios, which are worked out when they are asked for: most accounts have no
 * portfolio margin. Without a mark nothing gains or loses.
 * @param prices of an option in each scenario, as the round has them; else empty
 */
export function scenarioFigures(
  terms: MarketTerms,
  mark: bigint,
  index: bigint,
  prices: readonly bigint[],
): ScenarioFigures {
  let values: readonly bigint[] | null = null;
  const unpriced = mark === 0n && isOption(terms);
  return {
    ...marketFigures(terms, mark, index),
    underlying: terms.underlying,
    get values() {
      values ??= unpriced ? NOTHING : scenarioValues(terms, mark, prices);
      return values;
    },
  };
}
