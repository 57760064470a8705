import { HOLDING_MARGIN_BITS, LIQUIDATION_PENALTY_SHIFT, TenorError } from '@tenor/protocol';
import type { PenaltySplitCommand } from './commands.ts';
import type { Transition } from './transition.ts';

const WHOLE = 1_000_000;
/** Half of the penalty for the keeper and half for the insurance fund, until a command says otherwise. */
export const FIRST_KEEPER_SHARE_PPM = WHOLE / 2;

const PENALTY = HOLDING_MARGIN_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT);
/** What a product of an initial margin, 2^-20 µUSD, and a share in ppm is divided by: a quarter of the margin, µUSD. */
const SHARE_OF_MARGIN = BigInt(WHOLE) << PENALTY;

/** Sets how the penalty of liquidations is split from now on. Throws INVALID_PARAMS for a share above the whole. */
export function splitPenalty(t: Transition, { keeperSharePpm }: PenaltySplitCommand): void {
  if (keeperSharePpm > WHOLE) {
    throw new TenorError('INVALID_PARAMS', { param: 'keeperSharePpm', detail: `0 to ${WHOLE} are needed` });
  }
  t.state.keeperSharePpm = keeperSharePpm;
  t.changed = true;
  t.emit({ type: 'penaltySplit', keeperSharePpm });
}

/** What a keeper gets for the lots of this initial margin (2^-20 µUSD): its share of the penalty, µUSD, rounded down. */
export const keeperReward = (margin: bigint, keeperSharePpm: number): bigint =>
  (margin * BigInt(keeperSharePpm)) / SHARE_OF_MARGIN;

/**
 * What the insurance fund gets for the lots of this initial margin (2^-20 µUSD) that cost this much at their price (µUSD): its share of the
 * penalty, rounded down, as far as the price leaves it; with the price never more than the penalty.
 */
export function penaltyFee(margin: bigint, cost: bigint, keeperSharePpm: number): bigint {
  const share = (margin * BigInt(WHOLE - keeperSharePpm)) / SHARE_OF_MARGIN;
  const left = (margin >> PENALTY) - cost;
  if (left <= 0n) return 0n;
  return share < left ? share : left;
}
