import {
  type DeviationRange,
  deviationFloor,
  deviationOf,
  MARKED_SLACK,
  markDeviations,
  valueInTheMoney,
  varianceYears,
} from '@tenor/margin-engine';
import { type PriceBounds, scenarioBounds } from './scenario-bounds.ts';
import type { TabledExpiry, TabledOption } from './tabled-expiry.ts';

/** µUSD per lot that a mark may be from what a volatility gives: one more than the engine allows itself, for it raises marks below 1 to 1. */
const SLACK = MARKED_SLACK + 1n;

/** Total deviations (σ√T) of every option at this forward, as their marks tell them together; null where a mark is no price of Black-76. */
function toldDeviations(options: readonly TabledOption[], forward: bigint): (DeviationRange | null)[] {
  const marked = options.map((option) => {
    const priced = { ...option, forward, price: option.mark };
    const range = markDeviations(priced, SLACK);
    const timeValue = option.mark - valueInTheMoney(priced);
    return { range, timeValue, least: range?.least ?? 0, middle: deviationOf(priced) };
  });
  const floor = deviationFloor(marked.filter(({ range }) => range !== null));
  return marked.map(
    ({ range, middle }) => range && { ...range, least: Math.max(range.least, Math.min(floor, middle)) },
  );
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const hull = (a: readonly PriceBounds[], b: readonly PriceBounds[]): PriceBounds[] =>
  a.map(({ low, high }, s) => ({ low: smaller(low, b[s]!.low), high: larger(high, b[s]!.high) }));

/**
 * Between what every option of an expiry lies in every scenario, over all these forwards, at a time (Unix seconds); null for one whose mark is no price at
 * any of them.
 */
export function toldBounds(
  { options, expiry }: TabledExpiry,
  forwards: readonly bigint[],
  time: number,
): (PriceBounds[] | null)[] {
  const years = varianceYears(expiry, time);
  const bounds = options.map((): PriceBounds[] | null => null);
  for (const forward of forwards) {
    for (const [i, range] of toldDeviations(options, forward).entries()) {
      if (!range) continue;
      const here = scenarioBounds(options[i]!, forward, range, years);
      const known = bounds[i];
      bounds[i] = known ? hull(known, here) : here;
    }
  }
  return bounds;
}
