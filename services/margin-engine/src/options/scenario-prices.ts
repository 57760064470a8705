import { BITS, SCENARIO_GRID } from '@tenor/protocol';
import { black76Price } from './black76.ts';
import { movedForward } from './moved-forward.ts';
import type { ExpirySeries } from './option-marks.ts';
import { volatilityShock } from './volatility-shock.ts';

/** Prices of the series of one expiry in every scenario: by strike, in the order of the series, then in the order of the grid; µUSD per lot. */
export interface ScenarioPrices {
  readonly calls: readonly (readonly bigint[])[];
  readonly puts: readonly (readonly bigint[])[];
}

const PRICE = 1n << BigInt(BITS.price);
const checked = (price: bigint): bigint => {
  if (price < PRICE) return price;
  throw new RangeError(`A scenario price of ${price} µUSD per lot is beyond the protocol.`);
};
const positive = (value: bigint): bigint => (value > 0n ? value : 0n);

/**
 * Full revaluation of the series of one expiry, without discounting: in each scenario the forward moves by whole steps of itself, every strike keeps its
 * volatility (per √year at log-moneyness k = ln(K/F) of the unmoved forward) but for the scenario's shock, and no time passes. Black-76, rounded to the
 * nearest µUSD per lot in its part that is not in the money, so a call less a put of the same strike is exactly the moved forward less the strike. Unlike
 * marks the prices are not made convex in strike: that could only lower them, and with them the loss of who is short. Throws RangeError where a volatility
 * is none, and where a price would not fit the protocol.
 */
export function scenarioPrices(
  { forward, strikes, years }: Omit<ExpirySeries, 'discountFactor'>,
  volatilityAt: (k: number, strike: bigint) => number,
): ScenarioPrices {
  const scenarios = SCENARIO_GRID.map(({ steps, volatility }) => ({
    moved: movedForward(forward, steps),
    factor: volatilityShock(volatility, years),
  }));
  const series = strikes.map((strike) => {
    const volatility = volatilityAt(Math.log(Number(strike) / Number(forward)), strike);
    const each = scenarios.map(({ moved, factor }) => {
      const outside = moved < strike ? 'call' : 'put';
      const terms = { kind: outside, forward: Number(moved), strike: Number(strike), years } as const;
      const timeValue = BigInt(Math.round(black76Price(terms, factor * volatility)));
      return { inTheMoney: moved - strike, timeValue };
    });
    const pricesOf = (side: 1n | -1n): bigint[] =>
      each.map(({ inTheMoney, timeValue }) => checked(positive(side * inTheMoney) + timeValue));
    return { calls: pricesOf(1n), puts: pricesOf(-1n) };
  });
  return { calls: series.map(({ calls }) => calls), puts: series.map(({ puts }) => puts) };
}
