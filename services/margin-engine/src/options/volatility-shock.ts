import type { VolatilityShock } from '@tenor/protocol';

/** Relative moves of an implied volatility 30 days before expiry. */
const UP = 0.4;
const DOWN = -0.3;
/** Volatilities move more the nearer the expiry: by (30 days / days left) to this power, below and above 30 days. */
const NEAR_POWER = 0.3;
const FAR_POWER = 0.13;
const REFERENCE_DAYS = 30;
/** From the last day on the shock grows no further. */
const LEAST_DAYS = 1;

/**
 * By what a scenario multiplies an implied volatility, positive; `years` of 365 days until expiry, not negative. The form and the powers are Paradex's and
 * Derive's (docs/portfolio-margin.md).
 */
export function volatilityShock(shock: VolatilityShock, years: number): number {
  const days = Math.max(years * 365, LEAST_DAYS);
  const power = days < REFERENCE_DAYS ? NEAR_POWER : FAR_POWER;
  return 1 + (shock === 'up' ? UP : DOWN) * (REFERENCE_DAYS / days) ** power;
}
