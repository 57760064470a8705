import type { FiguresOf } from '../batch/rounds.ts';
import { LIQUIDATION_BUFFER_SHIFT, LIQUIDATION_PENALTY_SHIFT, LIQUIDATION_SLACK } from '../parameters.ts';
import type { Position } from '../state/account.ts';
import { HOLDING_MARGIN_BITS, lotMargin } from './holding.ts';
import { isMaintained, type MarginState } from './margin-state.ts';
import { MARGIN_FRACTION_BITS } from './scenario/grid.ts';

const IM = MARGIN_FRACTION_BITS;
const PENALTY = HOLDING_MARGIN_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT);
const BUFFER = BigInt(LIQUIDATION_BUFFER_SHIFT);

export type LiquidationRefusal = 'NOT_LIQUIDATABLE' | 'LIQUIDATION_COST' | 'LIQUIDATION_TOO_LARGE' | 'LIQUIDATION_DEBT';

const magnitude = (size: bigint): bigint => (size < 0n ? -size : size);

/** Initial margin of the lots by which positions shrank, 2^-20 µUSD: Σ (|s0| − |s1|) × im of that side, place by place. */
export function closedInitialMargin(
  before: readonly Position[],
  after: readonly Position[],
  figuresOf: FiguresOf,
): bigint {
  let closed = 0n;
  before.forEach(({ instrument, size }, place) => {
    if (size !== 0n)
      closed += (magnitude(size) - magnitude(after[place]!.size)) * lotMargin(size, figuresOf(instrument));
  });
  return closed;
}

/** Lots by which positions shrank, place by place. */
export function closedLots(before: readonly Position[], after: readonly Position[]): bigint {
  return before.reduce((lots, { size }, place) => lots + magnitude(size) - magnitude(after[place]!.size), 0n);
}

/** Whether the account is below its maintenance margin. */
export const isLiquidatable = (state: MarginState): boolean => !isMaintained(state);

/** The margin that is left of the one before, for the share of a debt: closing one side of a hedge can raise it, and no debt grows by that. */
const marginLeft = (before: bigint, after: bigint): bigint => (after < before ? after : before);

/**
 * What the insurance fund leaves of a debt: its share of the margin that is left, so that the fund pays for what is closed and for nothing else.
 * ceil(min(E0, 0) × min(IM1, IM0) / IM0), µUSD, never positive.
 */
export function insuredEquity({ equity, margin }: MarginState, marginAfter: bigint): bigint {
  return equity < 0n && margin > 0n ? -((-equity * marginLeft(margin, marginAfter)) / margin) : 0n;
}

/**
 * Whether a deleveraging leaves of a debt its share and at most that many µUSD less, since its price is whole: 0 ≤ E1 × IM0 − E0 × min(IM1, IM0) < IM0 × (1 + lots).
 */
const leavesShare = (before: MarginState, after: MarginState, lots: bigint): boolean => {
  const excess = after.equity * before.margin - before.equity * marginLeft(before.margin, after.margin);
  return before.equity < 0n && excess >= 0n && excess < before.margin * (1n + lots);
};

/**
 * The liquidation rule: what may become of an account that is closed without its signature, all at one set of marks.
 * 1. It was below its maintenance margin. 2. It loses at most a quarter of the initial margin of the lots that are closed, fees included, before
 * insurance. 3. Its equity ends at most a quarter of its initial margin and LIQUIDATION_SLACK above that margin. 4. It ends without a debt, or with
 * none larger than before; where insurance pays, the equity is exactly `insuredEquity`. Where the lots are closed by deleveraging the account had a
 * debt, and instead of 3 and 4 what is left of it is its share, or less by at most 1 µUSD a lot.
 * That every position keeps its sign and shrinks is the rule of its rows.
 * @param before settled old state with this change's deposits
 * @param closed initial margin of the closed lots (closedInitialMargin)
 * @param insurance µUSD from the insurance fund, part of `after`
 * @param deleveraged lots that are closed by deleveraging; null where they are closed against orders
 * @returns what the change breaks, or null
 */
export function liquidationRefusal(
  before: MarginState,
  after: MarginState,
  closed: bigint,
  insurance: bigint,
  deleveraged: bigint | null = null,
): LiquidationRefusal | null {
  if (!isLiquidatable(before)) return 'NOT_LIQUIDATABLE';
  if ((before.equity - after.equity + insurance) << PENALTY > closed) return 'LIQUIDATION_COST';
  if (insurance < 0n) return 'LIQUIDATION_DEBT';
  if (deleveraged !== null) return leavesShare(before, after, deleveraged) ? null : 'LIQUIDATION_DEBT';
  if (insurance > 0n) {
    const payable = before.equity >= 0n || before.margin > 0n;
    return payable && after.equity === insuredEquity(before, after.margin) ? null : 'LIQUIDATION_DEBT';
  }
  if (after.equity < 0n && after.equity < before.equity) return 'LIQUIDATION_DEBT';
  const ceiling = after.margin + (after.margin << BUFFER) + (LIQUIDATION_SLACK << (IM + BUFFER));
  return after.equity << (IM + BUFFER) > ceiling ? 'LIQUIDATION_TOO_LARGE' : null;
}
