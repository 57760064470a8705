import type { FiguresOf } from '../batch/rounds.ts';
import type { Position } from '../state/account.ts';
import { counterpartyRefusal } from './deleveraging.ts';
import { closedInitialMargin, closedLots, type LiquidationRefusal, liquidationRefusal } from './liquidation.ts';
import type { MarginState } from './margin-state.ts';

/** By which rule an account is judged that signed nothing of what happens to it. */
export interface UnsignedChange {
  /** µUSD from the insurance fund; null for a counterparty. */
  readonly insurance: bigint | null;
  readonly deleveraged: boolean;
}

/** What the change of an account that is liquidated or takes part in a deleveraging breaks, or null. */
export function unsignedRefusal(
  before: MarginState,
  after: MarginState,
  { insurance, deleveraged }: UnsignedChange,
  [from, to]: readonly [readonly Position[], readonly Position[]],
  figuresOf: FiguresOf,
): LiquidationRefusal | 'DELEVERAGE_LOSS' | null {
  const closed = closedInitialMargin(from, to, figuresOf);
  if (insurance === null) return counterpartyRefusal(before, after, closed);
  return liquidationRefusal(before, after, closed, insurance, deleveraged ? closedLots(from, to) : null);
}
