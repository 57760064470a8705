import type { RoundContent } from '@tenor/protocol';
import type { Refusal } from './refusal.ts';

/** What a signer knows of numbers and times. */
export interface OrderView {
  /** Unix seconds. */
  readonly now: number;
  /** The last round this signer signed; null before the first. */
  readonly last: { readonly round: number; readonly time: number } | null;
  /**
   * How fast round numbers may grow. Without a bound one proposal with the highest number would end all rounds for good:
   * nothing would be newer.
   */
  readonly maxRoundsPerSecond: number;
  /** How far the proposer's clock may run ahead, seconds. */
  readonly maxAheadSeconds: number;
  /** Oldest time to sign for, seconds. */
  readonly maxAgeSeconds: number;
}

const NO_ROUND = { round: 0, time: 0 } as const;

/** Why a round's number or time must be refused; null when they may stand. */
export function checkOrder({ round, time }: Pick<RoundContent, 'round' | 'time'>, view: OrderView): Refusal | null {
  const { now, maxAheadSeconds, maxAgeSeconds, maxRoundsPerSecond } = view;
  const last = view.last ?? NO_ROUND;
  if (!Number.isSafeInteger(round) || !Number.isSafeInteger(time) || round < 1) {
    return { reason: 'malformed', detail: 'number and time are positive whole numbers' };
  }
  if (round <= last.round) {
    return { reason: 'round-not-newer', detail: `round ${round} after round ${last.round} was signed` };
  }
  if (time < last.time) return { reason: 'time-goes-back', detail: `${last.time - time} s behind the last round` };
  if (time > now + maxAheadSeconds) return { reason: 'time-in-the-future', detail: `${time - now} s ahead` };
  if (time < now - maxAgeSeconds) return { reason: 'time-too-old', detail: `${now - time} s old` };
  const highest = last.round + maxRoundsPerSecond * (time - last.time + 1);
  if (round > highest) return { reason: 'round-leaps', detail: `round ${round}, at most ${highest} by now` };
  return null;
}
