import { STANDARD_MODE } from '@tenor/protocol';
import type { CheckedBatch } from './plan-check.ts';

type Liquidating = Pick<CheckedBatch, 'liquidations'>;
type Sampled = Liquidating & {
  readonly plan: Pick<CheckedBatch['plan'], 'expiry' | 'listings' | 'shortfall' | 'rows'>;
};

/** At most `most` of these, spread evenly from the first to the last. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (most <= 0) return [];
  if (all.length <= most) return [...all];
  if (most === 1) return [all[0]!];
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]!);
}

const isRare = ({ plan, liquidations }: Sampled): boolean =>
  plan.expiry !== null ||
  plan.listings.length > 0 ||
  plan.shortfall !== null ||
  plan.rows.some(({ signed }) => signed.instruction.kind === 'marginMode') ||
  liquidations.some(({ marginMode }) => marginMode !== STANDARD_MODE);

/**
 * Batches to look at more closely: all that list or expire an instrument, in which winners pay, an account changes its margin mode or one in portfolio margin is
 * liquidated; of the rest two of three that liquidate, the others without; spread over the day.
 */
export function sample<T extends Sampled>(batches: readonly T[], most: number): T[] {
  const rare = spread(batches.filter(isRare), most);
  const rest = batches.filter((batch) => !isRare(batch));
  const left = most - rare.length;
  const liquidating = rest.filter(({ liquidations }) => liquidations.length > 0);
  const others = rest.filter(({ liquidations }) => liquidations.length === 0);
  const chosen = spread(liquidating, Math.max(Math.ceil((left * 2) / 3), left - others.length));
  return [...rare, ...chosen, ...spread(others, left - chosen.length)];
}

/** Number of the last batch to settle: what was asked for, or the first batch that liquidates, or all where there is none. */
export function lastToSettle(batches: readonly Liquidating[], asked: number | 'all' | null, liquidating = 1): number {
  if (asked === 'all') return batches.length;
  if (asked !== null) return Math.min(asked, batches.length);
  let seen = 0;
  const place = batches.findIndex(({ liquidations }) => liquidations.length > 0 && ++seen === liquidating);
  return place < 0 ? batches.length : place + 1;
}
