/**
 * One expiry's implied total variance w = σ²T as a function of log-moneyness k = ln(K/F): w(k) = a + b (ρ (k − m) + √((k − m)² + s²)), "raw SVI" of
 * J. Gatheral, "A parsimonious arbitrage-free implied volatility parametrization" (Global Derivatives, 2004).
 */
export interface RawSvi {
  readonly a: number;
  /** Not negative. */
  readonly b: number;
  /** In [−1, 1]. */
  readonly rho: number;
  readonly m: number;
  /** Called σ in the paper; positive. */
  readonly s: number;
}

/** w(k) and its first two derivatives. */
export interface VarianceJet {
  readonly w: number;
  readonly slope: number;
  readonly curvature: number;
}

/** w(k). */
export function totalVariance({ a, b, rho, m, s }: RawSvi, k: number): number {
  const y = k - m;
  return a + b * (rho * y + Math.sqrt(y * y + s * s));
}

/** The slice whose total variance is `factor` (positive) times that of another at every log-moneyness. */
export const scaledVariance = (svi: RawSvi, factor: number): RawSvi => ({
  ...svi,
  a: factor * svi.a,
  b: factor * svi.b,
});

export function varianceJet({ a, b, rho, m, s }: RawSvi, k: number): VarianceJet {
  const y = k - m;
  const root = Math.sqrt(y * y + s * s);
  return { w: a + b * (rho * y + root), slope: b * (rho + y / root), curvature: (b * s * s) / (root * root * root) };
}

/**
 * Durrleman's function, proportional to the density of the price at expiry (V. Durrleman, Princeton 2003; J. Gatheral, A. Jacquier, "Arbitrage-free SVI
 * volatility surfaces", Quantitative Finance 14 (2014) 59–71, equation 2.1): g = (1 − k w′/(2w))² − w′²/4 (1/w + 1/4) + w″/2. Where it is negative
 * there is a butterfly with a negative price. −∞ where w ≤ 0.
 */
export function durrleman({ w, slope, curvature }: VarianceJet, k: number): number {
  if (!(w > 0)) return Number.NEGATIVE_INFINITY;
  const factor = 1 - (k * slope) / (2 * w);
  return factor * factor - (slope * slope * (1 / w + 0.25)) / 4 + curvature / 2;
}
