import { SCENARIO_GRID } from './grid.ts';

/** A position and what one long lot of it gains in each scenario (scenarioValues). */
export interface ScenarioPosition {
  /** Signed lots. */
  readonly size: bigint;
  /** µUSD per lot, in the order of the grid. */
  readonly values: readonly bigint[];
}

/** What positions gain together in each scenario, µUSD, signed and exact. */
export const scenarioGains = (positions: readonly ScenarioPosition[]): bigint[] =>
  SCENARIO_GRID.map((_, s) => positions.reduce((sum, { size, values }) => sum + size * values[s]!, 0n));

/** The worst loss: the largest of 0 and every loss, µUSD. */
export function worstLoss(gains: readonly bigint[]): bigint {
  let worst = 0n;
  for (const gain of gains) if (-gain > worst) worst = -gain;
  return worst;
}
