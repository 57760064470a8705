import Decimal from 'decimal.js';
import type { Level } from './types.ts';

/** A ladder row with the running total from the best price outwards. */
export interface LadderRow extends Level {
  readonly total: string;
  /** 0 to 1 of the deepest total shown. */
  readonly share: number;
}

/** Steps a ladder may be grouped by: the tick and its usual multiples. */
export const groupingSteps = (tickSize: string): string[] =>
  [1, 2, 10, 50, 100].map((multiple) => new Decimal(tickSize).times(multiple).toString());

/** Merges levels onto a coarser grid: bids downwards and asks upwards, so that no price looks better than it is. */
export function groupLevels(levels: readonly Level[], step: string, side: 'bid' | 'ask'): Level[] {
  const grouped: { price: Decimal; size: Decimal }[] = [];
  for (const level of levels) {
    const steps = new Decimal(level.price).div(step);
    const price = (side === 'bid' ? steps.floor() : steps.ceil()).times(step);
    const last = grouped.at(-1);
    if (last?.price.eq(price)) last.size = last.size.plus(level.size);
    else grouped.push({ price, size: new Decimal(level.size) });
  }
  return grouped.map(({ price, size }) => ({ price: price.toString(), size: size.toString() }));
}

/** Adds running totals and depth shares to the best `depth` levels of both sides. */
export function ladder(bids: readonly Level[], asks: readonly Level[], depth: number) {
  const bidTotals = totals(bids.slice(0, depth));
  const askTotals = totals(asks.slice(0, depth));
  const deepest = Decimal.max(bidTotals.at(-1)?.total ?? 0, askTotals.at(-1)?.total ?? 0, '1e-12');
  const share = (rows: { level: Level; total: Decimal }[]): LadderRow[] =>
    rows.map(({ level, total }) => ({ ...level, total: total.toString(), share: total.div(deepest).toNumber() }));
  return { bids: share(bidTotals), asks: share(askTotals) };
}

function totals(levels: readonly Level[]): { level: Level; total: Decimal }[] {
  let total = new Decimal(0);
  return levels.map((level) => {
    total = total.plus(level.size);
    return { level, total };
  });
}

/** Difference and middle of the best prices, or null when a side is empty. */
export function spread(bids: readonly Level[], asks: readonly Level[]) {
  const bid = bids[0];
  const ask = asks[0];
  if (!bid || !ask) return null;
  const difference = new Decimal(ask.price).minus(bid.price);
  const middle = new Decimal(ask.price).plus(bid.price).div(2);
  return { difference: difference.toString(), middle: middle.toString(), fraction: difference.div(middle).toString() };
}

/** What a market order of `size` would trade at: average and worst price, or null when the book is too thin. */
export function sweep(levels: readonly Level[], size: string) {
  let left = new Decimal(size);
  let cost = new Decimal(0);
  for (const level of levels) {
    const taken = Decimal.min(left, level.size);
    cost = cost.plus(taken.times(level.price));
    left = left.minus(taken);
    if (left.lte(0)) return { average: cost.div(size).toString(), worst: level.price };
  }
  return null;
}
