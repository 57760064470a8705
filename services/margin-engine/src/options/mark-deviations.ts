import type { OptionKind } from './black76.ts';
import { impliedVolatility } from './implied-volatility.ts';

/** An option at a price, µUSD per lot, without discounting. */
export interface PricedOption {
  readonly kind: OptionKind;
  readonly forward: bigint;
  readonly strike: bigint;
  readonly price: bigint;
}

/** Total deviations s = σ√T, which are all that Black-76 needs to know of volatility and time. */
export interface DeviationRange {
  readonly least: number;
  readonly most: number;
}

/** Beyond this every option is worth its bound, the forward or the strike, to the last digit of a double. */
const DEVIATION_MAX = 100;

/** max(F − K, 0) of a call, max(K − F, 0) of a put, µUSD per lot. */
export function valueInTheMoney({ kind, forward, strike }: Omit<PricedOption, 'price'>): bigint {
  const value = kind === 'call' ? forward - strike : strike - forward;
  return value > 0n ? value : 0n;
}

/** The total deviation at which Black-76 gives an option its price: 0 where it is worth no more than exercising it, the highest at its bound or above. */
export function deviationOf(option: PricedOption): number {
  const { kind, forward, strike, price } = option;
  if (price <= valueInTheMoney(option)) return 0;
  if (price >= (kind === 'call' ? forward : strike)) return DEVIATION_MAX;
  // Over one year the volatility is the total deviation.
  const terms = { kind, forward: Number(forward), strike: Number(strike), years: 1 } as const;
  return Math.min(impliedVolatility(terms, Number(price)), DEVIATION_MAX);
}

/** The total deviations at which an option is worth its price, give or take `slack` (µUSD per lot); null where no price near it is one of Black-76. */
export function markDeviations(option: PricedOption, slack: bigint): DeviationRange | null {
  const { kind, forward, strike, price } = option;
  const bound = kind === 'call' ? forward : strike;
  if (price + slack < valueInTheMoney(option) || price - slack > bound) return null;
  return {
    least: deviationOf({ ...option, price: price - slack }),
    most: deviationOf({ ...option, price: price + slack }),
  };
}
