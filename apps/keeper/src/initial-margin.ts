const UNIT = 10n ** 18n;
const MICRO = 10n ** 6n;

/** Margin terms of an instrument, each × 10^18: a fraction of the notional, and what each USD of notional adds to that fraction. */
export interface MarginTerms {
  readonly rate: bigint;
  readonly slopePerUsd: bigint;
}

/** Initial margin of a position worth `notional` µUSD, µUSD rounded up: notional × (rate + slope × notional). */
export function initialMargin(notional: bigint, { rate, slopePerUsd }: MarginTerms): bigint {
  const exact = notional * (rate * MICRO + slopePerUsd * notional);
  return (exact + UNIT * MICRO - 1n) / (UNIT * MICRO);
}
