import { totalVariance } from './svi.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

/**
 * The surface's volatility (per √year) at log-moneyness k = ln(K/F) and `years` to expiry: total variance is linear in time between two slices at the same k
 * (so it never falls), the volatility is that of the nearest slice outside them. Throws RangeError for an empty surface or a time that is not positive.
 */
export function surfaceVolatility({ slices }: VolatilitySurface, k: number, years: number): number {
  const [first, last] = [slices[0], slices.at(-1)];
  if (!first || !last || !(years > 0)) throw new RangeError(`The surface has no volatility at ${years} years.`);
  if (years <= first.years) return Math.sqrt(totalVariance(first.svi, k) / first.years);
  if (years >= last.years) return Math.sqrt(totalVariance(last.svi, k) / last.years);
  const index = slices.findIndex((slice) => slice.years >= years);
  const [before, after] = [slices[index - 1]!, slices[index]!];
  const share = (years - before.years) / (after.years - before.years);
  const w = (1 - share) * totalVariance(before.svi, k) + share * totalVariance(after.svi, k);
  return Math.sqrt(w / years);
}
