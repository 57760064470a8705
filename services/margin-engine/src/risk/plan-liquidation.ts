import { type Account, holding, type MarketFigures, marginState } from '@tenor/protocol';
import type { BookDepth } from '../funding/impact-price.ts';
import {
  type ClosablePosition,
  type ClosingOutcome,
  closableLots,
  closingOutcome,
  reachesTarget,
  usableLevels,
  withinCeiling,
} from './closing-outcome.ts';
import { isBelowMaintenance } from './judged-account.ts';
import { LIQUIDATION_PARAMETERS, type LiquidationParameters } from './liquidation-parameters.ts';

/** What to close first of an account, and what is expected of it. */
export interface LiquidationPlan extends ClosingOutcome {
  readonly instrument: number;
  /** Side of the order that closes: a long is sold. */
  readonly side: 'buy' | 'sell';
  /** Whether the equity reaches initial margin and buffer. If not, all that may be closed of this position is closed. */
  readonly reachesTarget: boolean;
}

const magnitude = (size: bigint): bigint => (size < 0n ? -size : size);

/** The positions that the book has usable levels for: largest margin first, then the lower instrument. */
function closablePositions(
  account: Pick<Account, 'collateral' | 'positions'>,
  figuresOf: (instrument: number) => MarketFigures,
  bookOf: (instrument: number) => BookDepth,
  parameters: LiquidationParameters,
): ClosablePosition[] {
  const state = marginState(account, figuresOf);
  const held = account.positions.filter(({ size }) => size !== 0n);
  return held
    .map((position) => {
      const figures = figuresOf(position.instrument);
      const { bids, asks } = bookOf(position.instrument);
      const opposing = position.size > 0n ? bids : asks;
      const levels = usableLevels(opposing, position.size, figures, parameters);
      const { margin } = holding(position.size, figures);
      return { account: state, alone: held.length === 1, position, figures, levels, margin };
    })
    .filter(({ levels }) => levels.length > 0)
    .sort((a, b) =>
      a.margin === b.margin ? a.position.instrument - b.position.instrument : a.margin > b.margin ? -1 : 1,
    );
}

/** Least lots that reach the target, by bisection (no lots do not reach it, the most do); all that can be closed where nothing does. */
function leastClosing(closable: ClosablePosition, parameters: LiquidationParameters): ClosingOutcome | null {
  const outcome = (lots: bigint): ClosingOutcome => closingOutcome(closable, lots, parameters);
  let best = outcome(closableLots(closable));
  if (!reachesTarget(best, parameters)) return best;
  let short = 0n;
  while (best.lots - short > 1n) {
    const middle = outcome((short + best.lots) / 2n);
    if (reachesTarget(middle, parameters)) best = middle;
    else short = middle.lots;
  }
  if (withinCeiling(best, parameters)) return best;
  // One lot is so large that it leads from below the target to above the ceiling: stop short of it, if anything is left to close then.
  if (short > 0n) return outcome(short);
  return closable.alone && magnitude(closable.position.size) === 1n ? best : null;
}

/**
 * Plans the first step of a liquidation: the position of the largest margin that the book has depth for, and the least lots of it that
 * bring the equity to initial margin and buffer (docs/liquidation-planning.md). Pure; further steps are planned on the account as it is then.
 * @param account with settled collateral
 * @param figuresOf figures at mark of every instrument held
 * @param bookOf the books without the account's own orders
 * @returns null when the account is not below maintenance margin, or when nothing can be closed within the bounds
 */
export function planLiquidation(
  account: Pick<Account, 'collateral' | 'positions'>,
  figuresOf: (instrument: number) => MarketFigures,
  bookOf: (instrument: number) => BookDepth,
  parameters: LiquidationParameters = LIQUIDATION_PARAMETERS,
): LiquidationPlan | null {
  if (!isBelowMaintenance(marginState(account, figuresOf))) return null;
  for (const closable of closablePositions(account, figuresOf, bookOf, parameters)) {
    const closing = leastClosing(closable, parameters);
    if (!closing) continue;
    const { instrument, size } = closable.position;
    return {
      ...closing,
      instrument,
      side: size > 0n ? 'sell' : 'buy',
      reachesTarget: reachesTarget(closing, parameters),
    };
  }
  return null;
}
