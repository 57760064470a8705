import { checkedBits } from '../../codec/bit-layout.ts';
import { TenorError } from '../../errors.ts';
import { BITS } from '../../parameters.ts';
import type { MarketTerms } from '../../state/market.ts';
import { isOption } from '../market-figures.ts';
import { SCENARIO_GRID, SCENARIO_STEP_RATE } from './grid.ts';

const RATE_BITS = BigInt(BITS.rate);

/** One step of a price move at this price, rounded up: ceil(price × SCENARIO_STEP_RATE / 2^20), in the unit of the price. */
export const scenarioStep = (price: bigint): bigint =>
  (price * SCENARIO_STEP_RATE + (1n << RATE_BITS) - 1n) >> RATE_BITS;

/**
 * What one long lot gains in each scenario, µUSD, signed, |v| < 2^36. A perpetual or future moves by whole steps of its mark. An option gains its
 * price in the scenario less its mark: `prices`, µUSD per lot below 2^36, are the signed table of the round, in the order of the grid.
 * Throws INVALID_PARAMS for an option without a price for every scenario, or with one out of range.
 */
export function scenarioValues(terms: MarketTerms, mark: bigint, prices: readonly bigint[] = []): bigint[] {
  if (!isOption(terms)) {
    const step = scenarioStep(mark);
    return SCENARIO_GRID.map(({ steps }) => BigInt(steps) * step);
  }
  if (prices.length !== SCENARIO_GRID.length) {
    const detail = `an option has ${SCENARIO_GRID.length} scenario prices, not ${prices.length}`;
    throw new TenorError('INVALID_PARAMS', { param: 'scenarioPrices', detail });
  }
  return prices.map((price) => checkedBits('scenarioPrices', price, BITS.price) - mark);
}
