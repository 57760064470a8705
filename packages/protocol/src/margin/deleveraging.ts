import { BITS } from '../parameters.ts';
import { allowedChange } from './allowed-change.ts';
import { HOLDING_MARGIN_BITS } from './holding.ts';
import type { MarginState } from './margin-state.ts';

const RATIO_BITS = BigInt(BITS.deleverageRatio);

/** Lots of a counterparty's position that a deleveraging closes, pro rata and rounded up: ceil(|size| × ratio / 2^32). */
export function deleveragedLots(size: bigint, ratio: bigint): bigint {
  const magnitude = size < 0n ? -size : size;
  return (magnitude * ratio + (1n << RATIO_BITS) - 1n) >> RATIO_BITS;
}

/**
 * What may become of a counterparty, which signed nothing, at one set of marks: it loses at most the initial margin of its lots that are closed, and
 * the change is allowed to an account without a debt (the branch for debts is not open to it).
 * @param before settled old state with this change's deposits
 * @param closed initial margin of the closed lots, 2^-20 µUSD
 */
export function counterpartyRefusal(before: MarginState, after: MarginState, closed: bigint): 'DELEVERAGE_LOSS' | null {
  if ((before.equity - after.equity) << HOLDING_MARGIN_BITS > closed) return 'DELEVERAGE_LOSS';
  const branch = allowedChange(before, after, false);
  return branch === null || branch === 3 ? 'DELEVERAGE_LOSS' : null;
}
