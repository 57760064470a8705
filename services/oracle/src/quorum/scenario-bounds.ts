import {
  black76Price,
  type DeviationRange,
  movedForward,
  type OptionKind,
  valueInTheMoney,
  volatilityShock,
} from '@tenor/margin-engine';
import { SCENARIO_GRID } from '@tenor/protocol';

/** Between what a price may lie, µUSD per lot. */
export interface PriceBounds {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * What an option is worth in every scenario, in the order of the grid: by Black-76 at the moved forward and the shocked total deviations (σ√T), rounded
 * outwards and by one µUSD per lot more for the last digits of doubles. `years` until the expiry decide how far volatilities move.
 */
export function scenarioBounds(
  { kind, strike }: { readonly kind: OptionKind; readonly strike: bigint },
  forward: bigint,
  { least, most }: DeviationRange,
  years: number,
): PriceBounds[] {
  return SCENARIO_GRID.map(({ steps, volatility }) => {
    const moved = movedForward(forward, steps);
    const factor = volatilityShock(volatility, years);
    const inTheMoney = valueInTheMoney({ kind, forward: moved, strike });
    // Over one year the volatility is the total deviation; what is not in the money is precise.
    const outside = moved < strike ? 'call' : 'put';
    const terms = { kind: outside, forward: Number(moved), strike: Number(strike), years: 1 } as const;
    const low = inTheMoney + BigInt(Math.floor(black76Price(terms, factor * least))) - 1n;
    const high = inTheMoney + BigInt(Math.ceil(black76Price(terms, factor * most))) + 1n;
    return { low: low > inTheMoney ? low : inTheMoney, high };
  });
}
