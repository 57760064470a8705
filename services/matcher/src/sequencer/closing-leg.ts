import {
  type FiguresOf,
  HOLDING_MARGIN_BITS,
  holding,
  MARGIN_FRACTION_BITS,
  type MarketFigures,
  type Position,
  portfolioMargin,
} from '@tenor/protocol';
import { leastWhere } from './bisect.ts';
import { magnitude } from './integers.ts';

/** What is held of one instrument. */
type Held = Pick<Position, 'instrument' | 'size'>;

/** One position of an account as a liquidation closes it, and what its account's initial margin is on the way. */
export interface ClosingLeg {
  readonly figures: MarketFigures;
  /** Signed lots held before. */
  readonly held: bigint;
  /**
   * Signed lots at which a liquidation ends at the latest: where the account's initial margin is least, for closing more of a hedge raises it again. 0
   * where even the first lot raises it: once no other leg is better, the whole leg has to go.
   */
  readonly end: bigint;
  /** Whether closing a lot lowers the account's initial margin. */
  readonly lowers: boolean;
  /** By how much closing it as far as `end` lowers the initial margin, 2^-24 µUSD; negative where that raises it. */
  readonly relief: bigint;
  /** Initial margin of the whole account while it holds this many lots of the position, 2^-24 µUSD. */
  marginOf(held: bigint): bigint;
}

const without = (held: bigint, lots: bigint): bigint => (held > 0n ? held - lots : held + lots);

/** The initial margin of the account by its lots of one instrument that is margined by itself: that of everything else stays as it is. */
function marginAlone(total: bigint, held: bigint, figures: MarketFigures): (held: bigint) => bigint {
  const own = (size: bigint): bigint => holding(size, figures).margin << (MARGIN_FRACTION_BITS - HOLDING_MARGIN_BITS);
  const rest = total - own(held);
  return (size) => rest + own(size);
}

/**
 * A position of an account as it is closed. The margin is convex in the lots that are left (the worst of nine losses that are linear in them, and
 * products with their magnitude), so halving finds where it is least.
 * @param positions of the account in instruments that trade
 * @param marginMode STANDARD_MODE, or the underlying whose positions are margined together
 */
export function closingLeg(
  positions: readonly Held[],
  instrument: number,
  figuresOf: FiguresOf,
  marginMode: number,
): ClosingLeg {
  const figures = figuresOf(instrument);
  const held = positions.find((position) => position.instrument === instrument)?.size ?? 0n;
  const marginWith = (size: bigint): bigint => {
    const after = positions.map((one) => ({
      ...one,
      size: one.instrument === instrument ? size : one.size,
      snapshot: 0n,
    }));
    return portfolioMargin(after, figuresOf, marginMode).margin;
  };
  const margin = marginWith(held);
  if (figures.underlying !== marginMode) {
    const marginOf = marginAlone(margin, held, figures);
    return { figures, held, end: 0n, lowers: true, relief: margin - marginOf(0n), marginOf };
  }
  const most = magnitude(held);
  const best = leastWhere(most, (lots) => marginWith(without(held, lots + 1n)) >= marginWith(without(held, lots)));
  const end = best > 0n ? without(held, best) : 0n;
  return { figures, held, end, lowers: best > 0n, relief: margin - marginWith(end), marginOf: marginWith };
}

/**
 * The positions of an account in the order in which they are best closed: what lowers its initial margin most first, what raises it last. While a
 * leg lowers it, those that do not are refused (HEDGE_LEG).
 */
export function closingOrder(
  positions: readonly Held[],
  figuresOf: FiguresOf,
  marginMode: number,
): { readonly instrument: number; readonly leg: ClosingLeg }[] {
  const legs = positions.map(({ instrument }) => ({
    instrument,
    leg: closingLeg(positions, instrument, figuresOf, marginMode),
  }));
  return legs.sort((a, b) => {
    const [left, right] = [a.leg.relief, b.leg.relief];
    return left === right ? a.instrument - b.instrument : left > right ? -1 : 1;
  });
}
