import { SCENARIO_SPACING, SCENARIOS_PER_WORD } from './grid.ts';

/**
 * Amounts of the scenarios, three to an integer, SCENARIO_SPACING bits apart. Sums and multiples of such integers are those of their parts, which is how
 * the circuit adds up three scenarios with one multiplication. Signed amounts give signed integers.
 */
export function packScenarios(amounts: readonly bigint[]): bigint[] {
  const words = new Array<bigint>(Math.ceil(amounts.length / SCENARIOS_PER_WORD)).fill(0n);
  amounts.forEach((amount, s) => {
    words[Math.floor(s / SCENARIOS_PER_WORD)]! += amount << BigInt(SCENARIO_SPACING * (s % SCENARIOS_PER_WORD));
  });
  return words;
}
