import { SETTLEMENT_WINDOW_SECONDS } from '../settlement/settlement-window.ts';
import { YEAR_SECONDS } from './year-seconds.ts';

/**
 * Years of variance in the settlement price of an expiry at a time before its window (Unix seconds): an average of a random walk over W seconds has W/3 seconds of
 * its variance. Positive, also for a time inside the window.
 */
export const varianceYears = (expiry: number, time: number): number =>
  Math.max(expiry - time - (2 * SETTLEMENT_WINDOW_SECONDS) / 3, 1) / YEAR_SECONDS;
