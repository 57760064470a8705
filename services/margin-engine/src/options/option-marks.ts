import { clamp } from '../clamp.ts';
import { black76Price, type OptionKind } from './black76.ts';
import { convexMarks } from './convex-marks.ts';

/** The series of one expiry. Prices in µUSD per lot, below 2^36 as in the protocol. */
export interface ExpirySeries {
  readonly forward: bigint;
  /** Ascending, distinct, positive. */
  readonly strikes: readonly bigint[];
  /** Years of 365 days until expiry, not negative. */
  readonly years: number;
  /** In (0, 1]; 1 when left out. */
  readonly discountFactor?: number;
}

/** Marks in µUSD per lot, in the order of the strikes. */
export interface OptionMarks {
  readonly calls: readonly bigint[];
  readonly puts: readonly bigint[];
}

function checkSeries({ forward, strikes }: ExpirySeries): void {
  const ascending = strikes.every((strike, i) => strike > (strikes[i - 1] ?? 0n));
  if (!ascending || forward <= 0n) {
    throw new RangeError('Strikes must be positive and ascend, and the forward be positive.');
  }
}

/**
 * Marks of all series of one expiry: Black-76 at the volatility of each strike, of log-moneyness k = ln(K/F) (per √year), rounded to the nearest µUSD per lot, then kept
 * within [discounted intrinsic value, forward or strike] and made monotone and convex in strike by `convexMarks`. Without discounting calls and puts satisfy
 * C − P = F − K exactly. Throws RangeError where strikes do not ascend or a volatility is none.
 */
export function optionMarks(series: ExpirySeries, volatilityAt: (k: number, strike: bigint) => number): OptionMarks {
  checkSeries(series);
  const { strikes, years, discountFactor = 1 } = series;
  const forward = Number(series.forward);
  const volatilities = strikes.map((strike) => volatilityAt(Math.log(Number(strike) / forward), strike));
  const least = (payoff: bigint): bigint => {
    if (payoff <= 0n) return 0n;
    return discountFactor === 1 ? payoff : BigInt(Math.ceil(discountFactor * Number(payoff)));
  };
  // Rounding the value without its intrinsic part keeps parity: the intrinsic part is an integer when it is not discounted.
  const rounded = (kind: OptionKind, i: number, lower: bigint, upper: bigint): bigint => {
    const terms = { kind, forward, strike: Number(strikes[i]!), years, discountFactor };
    const isInTheMoney = lower > 0n;
    if (!isInTheMoney || discountFactor !== 1) {
      return clamp(BigInt(Math.round(black76Price(terms, volatilities[i]!))), lower, upper);
    }
    const other = black76Price({ ...terms, kind: kind === 'call' ? 'put' : 'call' }, volatilities[i]!);
    return clamp(lower + BigInt(Math.round(other)), lower, upper);
  };
  const callLower = strikes.map((strike) => least(series.forward - strike));
  const putLower = strikes.map((strike) => least(strike - series.forward));
  const calls = convexMarks({
    x: strikes,
    marks: strikes.map((_, i) => rounded('call', i, callLower[i]!, series.forward)),
    lower: callLower,
  });
  const puts = convexMarks({
    x: strikes.map((strike) => -strike).reverse(),
    marks: strikes.map((strike, i) => rounded('put', i, putLower[i]!, strike)).reverse(),
    lower: [...putLower].reverse(),
  }).reverse();
  return { calls, puts };
}
