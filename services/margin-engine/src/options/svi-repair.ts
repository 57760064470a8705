import { durrleman, type RawSvi, totalVariance, varianceJet } from './svi.ts';
import type { VarianceFloor } from './svi-fit.ts';

/** A slice without arbitrage, and what was done to it. */
export interface SoundSlice {
  readonly svi: RawSvi;
  /** Total variance added everywhere to stay above the expiry before. */
  readonly lift: number;
  /** Share of a flat slice mixed in, in [0, 1]: 0 where the fit itself was sound. */
  readonly flattening: number;
}

/** Durrleman's function stays this far above 0 on the grid, so that it does not dip below between its points. */
const DENSITY_MIN = 1e-3;
/** Of b · s: with less variance at its minimum the slice bends too sharply there for any grid. */
const LEAST_VARIANCE = 0.02;
/** Points of the grid on either side of m, and its step in u: k = m + s sinh(u), as fine as the slice bends. */
const BEND_POINTS = 300;
const BEND_STEP = 0.03;
/** Total variance grows by more than the rounding of doubles. */
const GROWTH_MIN = 1e-9;
const FLATTENINGS = [0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.9];

function isButterflyFree(svi: RawSvi, reach: number): boolean {
  const { a, b, rho, m, s } = svi;
  const least = a + b * s * Math.sqrt(1 - rho * rho);
  if (!(least >= LEAST_VARIANCE * b * s)) return false;
  const isSoundAt = (k: number): boolean => durrleman(varianceJet(svi, k), k) >= DENSITY_MIN;
  for (let i = -BEND_POINTS; i <= BEND_POINTS; i++) {
    const k = m + s * Math.sinh(i * BEND_STEP);
    if (Math.abs(k) <= reach && !isSoundAt(k)) return false;
  }
  return isSoundAt(-reach) && isSoundAt(reach);
}

/** The greatest w″ between two log-moneynesses: it falls on either side of m. */
const greatestCurvature = (svi: RawSvi, low: number, high: number): number =>
  varianceJet(svi, Math.min(Math.max(svi.m, low), high)).curvature;

/**
 * How far the slice lies below the floor at worst, 0 when nowhere. Between two points of the grid, h apart, the difference to the floor, which is convex
 * itself, dips below the lesser of its values there by at most h²/8 · max w″; that much is asked for on top, so the result holds between them too.
 */
function calendarShortage(svi: RawSvi, { k, w }: VarianceFloor): number {
  let shortage = 0;
  let dipBefore = 0;
  for (let j = 0; j < k.length; j++) {
    const step = j + 1 < k.length ? k[j + 1]! - k[j]! : 0;
    const dip = step > 0 ? (step * step * greatestCurvature(svi, k[j]!, k[j + 1]!)) / 8 : 0;
    const least = w[j]! * (1 + GROWTH_MIN) + Math.max(dip, dipBefore);
    // No expiry before: nothing to stay above.
    if (w[j]! > 0) shortage = Math.max(shortage, least - totalVariance(svi, k[j]!));
    dipBefore = dip;
  }
  return shortage;
}

/**
 * Makes a slice free of butterfly and calendar arbitrage over the floor's range of k (ascending, the same to either side). It is lifted above the floor
 * first; where that leaves (or makes) a negative density, w is mixed with a constant W ≥ the floor's maximum, w_λ = (1 − λ) w + λ W, with the smallest λ of
 * a list that will do. The mixture is raw SVI again, stays above the floor for each λ, and at λ = 1 is flat, for which g = 1: so there is always a result.
 */
export function repairSlice(fitted: RawSvi, floor: VarianceFloor): SoundSlice {
  const reach = floor.k.at(-1)!;
  const lift = calendarShortage(fitted, floor);
  const lifted = { ...fitted, a: fitted.a + lift };
  let flat = Math.max(totalVariance(lifted, 0), Number.EPSILON);
  for (const w of floor.w) flat = Math.max(flat, w * (1 + GROWTH_MIN));
  for (const flattening of FLATTENINGS) {
    const svi = {
      ...lifted,
      a: (1 - flattening) * lifted.a + flattening * flat,
      b: (1 - flattening) * lifted.b,
    };
    if (isButterflyFree(svi, reach)) return { svi, lift, flattening };
  }
  return { svi: { a: flat, b: 0, rho: 0, m: 0, s: 1 }, lift, flattening: 1 };
}
