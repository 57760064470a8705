import { BITS } from '../parameters.ts';
import { checkedBits } from './bit-layout.ts';

/** 2025-01-01T00:00:00Z: generation 0. With 36 bits of 10 ms the clock runs until October 2046. */
export const GENERATION_EPOCH_MILLISECONDS = 1_735_689_600_000;
const TICK_MILLISECONDS = 10;

/** The generation of a moment in Unix milliseconds; throws INVALID_PARAMS outside 2025 to 2046. */
export function generationOf(unixMilliseconds: number): bigint {
  const ticks = Math.floor((unixMilliseconds - GENERATION_EPOCH_MILLISECONDS) / TICK_MILLISECONDS);
  return checkedBits('generation', ticks, BITS.generation);
}
