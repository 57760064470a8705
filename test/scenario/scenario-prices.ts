import { INSTRUMENT_KIND, isOption, type MarketTerms, SCENARIO_GRID } from '@tenor/protocol';

/**
 * Scenario prices of an option for a test's round, µUSD per lot: its mark, an eighth of it more or less for each step of the price, by its kind, and a
 * quarter more or less for the volatility; none below 0. Empty for what is no option.
 */
export function scenarioPricesOf(terms: Pick<MarketTerms, 'kind'>, mark: bigint): readonly bigint[] {
  if (!isOption(terms)) return [];
  const direction = terms.kind === INSTRUMENT_KIND.put ? -1n : 1n;
  return SCENARIO_GRID.map(({ steps, volatility }) => {
    const price = mark + (direction * BigInt(steps) * mark) / 8n + (volatility === 'up' ? mark / 4n : -mark / 4n);
    return price < 0n ? 0n : price;
  });
}
