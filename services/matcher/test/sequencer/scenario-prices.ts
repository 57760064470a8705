import { isOption, type MarketTerms, payoff, SCENARIO_GRID, scenarioStep } from '@tenor/protocol';

/**
 * What a round of a test says of an option in each scenario, µUSD per lot: its value in the money where the index has moved, and its time value, half
 * as much again where volatility rises and half of it where it falls. So call less put is the moved index less the strike, as it is for the real ones.
 * Empty for what is no option.
 */
export function scenarioPricesOf(terms: MarketTerms, mark: bigint, index: bigint): readonly bigint[] {
  if (!isOption(terms)) return [];
  const timeValue = mark - payoff(terms, index);
  return SCENARIO_GRID.map(({ steps, volatility }) => {
    const inTheMoney = payoff(terms, index + BigInt(steps) * scenarioStep(index));
    const price = inTheMoney + (volatility === 'up' ? (timeValue * 3n) / 2n : timeValue / 2n);
    return price > 0n ? price : 0n;
  });
}
