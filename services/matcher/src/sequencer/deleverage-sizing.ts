import {
  type Deleverage,
  deleveragedLots,
  HOLDING_MARGIN_BITS,
  insuredEquity,
  leastLevyStep,
  levyCap,
  levyCash,
  lotMargin,
  MARGIN_FRACTION_BITS,
  type MarginState,
} from '@tenor/protocol';
import type { ClosingLeg } from './closing-leg.ts';
import { magnitude } from './integers.ts';
import { close, type Payers, unclosed } from './liquidation-sizing.ts';

const WHOLE = 1n << 32n;

/** A position of somebody who won. Signed lots. */
export interface Winner {
  readonly account: number;
  readonly size: bigint;
}

/** Lots that this part of each position comes to. */
export const lotsOf = (winners: readonly Winner[], ratio: bigint): bigint =>
  winners.reduce((sum, { size }) => sum + deleveragedLots(size, ratio), 0n);

/** The largest part of each position that all together comes to no more than these lots, 2^-32; 0 where even a lot of each is too much. */
export function ratioFor(winners: readonly Winner[], lots: bigint): bigint {
  let [low, high] = [0n, WHOLE];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (lotsOf(winners, middle) <= lots) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/**
 * Whether a winner in portfolio margin has its initial margin after this part of its position is closed and the rule lets it lose the most, the initial
 * margin of the closed lots. Then it has it after any smaller part too, for its margin is convex in the lots. A position that is margined by itself
 * frees what it loses; one that covers another may raise the margin of that.
 * @param equity µUSD, after the highest levy; it must reach the initial margin before
 */
export function bearsClosing(leg: ClosingLeg, equity: bigint, ratio: bigint): boolean {
  const { held, figures } = leg;
  const lots = deleveragedLots(held, ratio);
  const lost = (lots * lotMargin(held, figures)) << (MARGIN_FRACTION_BITS - HOLDING_MARGIN_BITS);
  return (equity << MARGIN_FRACTION_BITS) - lost >= leg.marginOf(held > 0n ? held - lots : held + lots);
}

/**
 * Price, levy and insurance of a deleveraging of this part of each position: at the mark where fund and levy pay the share of the debt, else beyond it;
 * of a smaller part where the winners would lose more than the initial margin of their lots. Null where nothing is left of it.
 */
export function deleverageTerms(
  before: MarginState,
  leg: ClosingLeg,
  payers: Payers,
  winners: readonly Winner[],
  most: bigint,
): Pick<Deleverage, 'ratio' | 'price' | 'levyStep' | 'insurance'> | null {
  const { held, figures } = leg;
  const cap = levyCap(figures, held > 0n);
  for (let ratio = most; ratio > 0n; ratio /= 2n) {
    const lots = lotsOf(winners, ratio);
    const { margin } = close(unclosed(before, held), leg, figures.mark, lots);
    const owed = insuredEquity(before, margin) - before.equity;
    const step = leastLevyStep(payers.openInterest, owed - payers.fund);
    if (step <= cap) return { ratio, price: figures.mark, levyStep: step, insurance: owed };
    const insurance = payers.fund + levyCash(payers.openInterest, cap);
    const loss = (owed - insurance + lots - 1n) / lots;
    if (loss << HOLDING_MARGIN_BITS > lotMargin(-held, figures)) continue;
    return { ratio, price: held > 0n ? figures.mark + loss : figures.mark - loss, levyStep: cap, insurance };
  }
  return null;
}

/** Largest first, and of equal ones the lower account: the order in which groups of a batch are named. */
export const bySize = (a: Winner, b: Winner): number => {
  const [left, right] = [magnitude(a.size), magnitude(b.size)];
  if (left !== right) return left > right ? -1 : 1;
  return a.account - b.account;
};
