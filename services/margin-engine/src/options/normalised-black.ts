import { INVERSE_SQRT_2PI, millsRatio, normalCdf } from './normal-distribution.ts';

/**
 * Black's formula for an option at or out of the money without its units: price = √(F K) · b(x, s), where x = −|ln(F/K)| ≤ 0 and s = σ√T > 0.
 * With h = x/s, t = s/2:  b = e^{x/2} Φ(h + t) − e^{−x/2} Φ(h − t) = φ(h) e^{−t²/2} (Y(h + t) − Y(h − t)), Y = Φ/φ.
 * The notation is that of P. Jäckel, "Let's be rational", Wilmott 2015 (75) 40–53; his expansions for small t are replaced by the series below.
 */

/** Below this t the two terms lie so close together that their difference is taken as a series. */
const SERIES_T = 0.5;
/** Odd terms of the series; at t = ½ the first one left out is below 1e-17 of the sum. */
const SERIES_TERMS = 12;
const MOMENTS = 2 * SERIES_TERMS;
/** For h ≥ −2 the upward recurrence loses less than a digit; below it the downward one has converged from this order. */
const UPWARD_FROM = -2;
const DOWNWARD_START = 140;
const UNDERFLOW = -39;

/**
 * The moments y_n = ∫₀^∞ uⁿ e^{hu − u²/2} du = Y⁽ⁿ⁾(h), n < MOMENTS, which obey y_{n+1} = h y_n + n y_{n−1}. For h < 0 they are its minimal solution,
 * so upward every rounding grows: run it downward (J. C. P. Miller; W. Gautschi, "Computational aspects of three-term recurrence relations", SIAM Review 9
 * (1967) 24–82). Downward all terms are positive.
 */
function moments(h: number): Float64Array {
  const y = new Float64Array(MOMENTS);
  const first = millsRatio(h);
  if (h >= UPWARD_FROM) {
    y[0] = first;
    y[1] = 1 + h * first;
    for (let n = 1; n < MOMENTS - 1; n++) y[n + 1] = h * y[n]! + n * y[n - 1]!;
    return y;
  }
  // Scaled by 1/√(n!) step by step, else the values overflow: z_n = y_n / √(n!).
  let above = 0;
  let at = 1e-300;
  for (let n = DOWNWARD_START; n > 0; n--) {
    const below = (Math.sqrt(n + 1) * above - h * at) / Math.sqrt(n);
    above = at;
    at = below;
    if (n - 1 < MOMENTS) y[n - 1] = below;
    if (n < MOMENTS) y[n] = above;
  }
  let scale = first / at;
  for (let n = 0; n < MOMENTS; n++) {
    if (n > 0) scale *= Math.sqrt(n);
    y[n] = y[n]! * scale;
  }
  return y;
}

/** Y(h + t) − Y(h − t) = 2 Σ y_{2k+1} t^{2k+1} / (2k+1)!, a sum of positive terms. */
function millsDifference(h: number, t: number): number {
  const y = moments(h);
  let power = 2 * t;
  let sum = 0;
  for (let n = 1; n < MOMENTS; n += 2) {
    sum += y[n]! * power;
    power *= (t * t) / ((n + 1) * (n + 2));
  }
  return sum;
}

/** b(x, s), 0 ≤ b < e^{x/2}. For x ≤ 0, s ≥ 0; relative error a few 1e-16 times 1 + h², the condition number of the problem. */
export function normalisedBlack(x: number, s: number): number {
  if (s === 0) return 0;
  const h = x / s;
  const t = s / 2;
  // e^{−h²/2} is nothing in doubles, and h may be infinite.
  if (h < UNDERFLOW && h + t < 0) return 0;
  if (t < SERIES_T) return INVERSE_SQRT_2PI * Math.exp(-0.5 * (h * h + t * t)) * millsDifference(h, t);
  if (h + t < 0) return INVERSE_SQRT_2PI * Math.exp(-0.5 * (h * h + t * t)) * (millsRatio(h + t) - millsRatio(h - t));
  return Math.exp(x / 2) * normalCdf(h + t) - Math.exp(-x / 2) * normalCdf(h - t);
}

/** e^{x/2} − b(x, s), what the price is short of its upper bound, as a sum of positive terms. */
export function normalisedShortfall(x: number, s: number): number {
  const h = x / s;
  const t = s / 2;
  return Math.exp(x / 2) * normalCdf(-h - t) + Math.exp(-x / 2) * normalCdf(h - t);
}

/** ∂b/∂s = φ(h) e^{−t²/2}. */
export function normalisedVega(x: number, s: number): number {
  const h = x / s;
  const t = s / 2;
  return INVERSE_SQRT_2PI * Math.exp(-0.5 * (h * h + t * t));
}
