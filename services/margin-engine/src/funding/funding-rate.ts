import type { MarketTerms } from '@tenor/protocol';
import { clamp } from '../clamp.ts';

/** Rates and premiums are fractions in 2^-24. */
export const RATE_ONE = 1n << 24n;

/** Interest of eight hours that a perpetual pays when it trades at its index: 0.01 %. */
const INTEREST = RATE_ONE / 10_000n;
/** How far the interest may pull the rate away from the premium: 0.05 %. */
const INTEREST_REACH = RATE_ONE / 2_000n;
/** The premium is paid back over eight hours. */
const HOURS_OF_RATE = 8n;

/** Premium of a price over the index, 2^-24, rounded toward zero. */
export const premiumOf = (price: bigint, index: bigint): bigint => ((price - index) * RATE_ONE) / index;

/** Rate of eight hours (2^-24) for the mean premium of the last hour: premium + clamp(0.01 % − premium, ±0.05 %). */
export const eightHourRate = (meanPremium: bigint): bigint =>
  meanPremium + clamp(INTEREST - meanPremium, -INTEREST_REACH, INTEREST_REACH);

/**
 * What one hour of funding adds to both cash indices (µUSD per lot × 2^24): −rate × index price, longs pay when positive.
 * Kept within the terms' cap per hour, judged at the lower of index and mark so that a move of the mark cannot break it.
 */
export function hourlyStep(
  rate: bigint,
  index: bigint,
  mark: bigint,
  terms: Pick<MarketTerms, 'fundingCapRate'>,
): bigint {
  const cap = terms.fundingCapRate * (mark < index ? mark : index);
  return clamp((-rate * index) / HOURS_OF_RATE, -cap, cap);
}
