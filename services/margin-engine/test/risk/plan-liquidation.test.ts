import { type MarketFigures, marginState, marketFigures, type Position } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BookDepth, type BookLevel, type LiquidationPlan, planLiquidation } from '../../src/index.ts';
import { market } from './risk-arbitraries.ts';

const USD = 1_000_000n;

interface Case {
  readonly collateral: bigint;
  readonly positions: Position[];
  readonly figures: ReadonlyMap<number, MarketFigures>;
  readonly books: ReadonlyMap<number, BookDepth>;
}

const NO_DEPTH: BookDepth = { bids: [], asks: [] };
const plan = ({ collateral, positions, figures, books }: Case): LiquidationPlan | null =>
  planLiquidation(
    { collateral, positions },
    (instrument) => figures.get(instrument)!,
    (instrument) => books.get(instrument) ?? NO_DEPTH,
  );
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const sizeIn = ({ positions }: Case, instrument: number): bigint =>
  positions.find((position) => position.instrument === instrument)!.size;

/** Lots swept from the opposing side, counted one level after the other. */
function swept(on: Case, instrument: number, lots: bigint): { quote: bigint; used: BookLevel[] } {
  const { bids, asks } = on.books.get(instrument)!;
  const used: BookLevel[] = [];
  let left = lots;
  for (const level of sizeIn(on, instrument) > 0n ? bids : asks) {
    if (left === 0n) break;
    used.push(level.size < left ? level : { ...level, size: left });
    left -= used.at(-1)!.size;
  }
  expect(left).toBe(0n);
  return { quote: used.reduce((sum, { price, size }) => sum + price * size, 0n), used };
}

/** The account's exact state after closing lots, from its cash and positions alone; a fee larger than allowed or affordable is cut. */
function closed(on: Case, instrument: number, lots: bigint) {
  const size = sizeIn(on, instrument);
  const { mark, im } = on.figures.get(instrument)!;
  const { quote } = swept(on, instrument, lots);
  const sign = size > 0n ? 1n : -1n;
  const positions = on.positions.map((position) =>
    position.instrument === instrument ? { ...position, size: size - sign * lots } : position,
  );
  const figuresOf = (id: number): MarketFigures => on.figures.get(id)!;
  const { equity, margin } = marginState({ collateral: on.collateral + sign * quote, positions }, figuresOf);
  const limits = [(lots * im) >> 23n, ((lots * im) >> 22n) - sign * (lots * mark - quote), equity > 0n ? equity : 0n];
  const fee = limits.reduce((least, limit) => (limit < least ? limit : least));
  return { equity: equity - fee, margin, fee, quote, flat: positions.every((position) => position.size === 0n) };
}

const reaches = ({ equity, margin }: { equity: bigint; margin: bigint }): boolean => equity << 23n >= 9n * margin;

/** Everything that must hold of a plan. */
function expectSound(on: Case, made: LiquidationPlan): void {
  const { instrument, lots, fee, cost, insurance, quote, limitPrice } = made;
  const size = sizeIn(on, instrument);
  const { mark, im } = on.figures.get(instrument)!;
  expect(made.side).toBe(size > 0n ? 'sell' : 'buy');
  expect(lots >= 1n && lots <= magnitude(size)).toBe(true);
  const expected = closed(on, instrument, lots);
  expect({ fee, quote }).toEqual({ fee: expected.fee, quote: expected.quote });
  expect(made.after).toEqual({ equity: expected.equity, margin: expected.margin });
  expect(fee >= 0n).toBe(true);
  // Cost, and no level beyond a quarter of the initial margin from the mark.
  const lost = size > 0n ? lots * mark - quote : quote - lots * mark;
  expect(cost).toBe(lost + fee);
  expect(cost << 20n <= (lots * im) >> 2n).toBe(true);
  const { used } = swept(on, instrument, lots);
  for (const { price } of used) expect((size > 0n ? mark - price : price - mark) << 22n <= im).toBe(true);
  expect(limitPrice).toBe(used.at(-1)!.price);
  // Insurance pays debts, exactly.
  expect(insurance).toBe(expected.equity < 0n ? -expected.equity : 0n);
  if (insurance > 0n) expect(fee).toBe(0n);
  // No more than needed.
  const ceiling = expected.margin + (expected.margin >> 2n) + ((100n * USD) << 20n);
  expect(expected.flat || expected.equity << 20n <= ceiling).toBe(true);
  expect(made.reachesTarget).toBe(reaches(expected));
  if (lots > 1n) expect(reaches(closed(on, instrument, lots - 1n))).toBe(false);
}

const levelsFrom = (mark: bigint, im: bigint, steps: readonly (readonly [bigint, bigint])[], side: 1n | -1n) => {
  // Distances from the mark in 1/256 of the initial margin of a lot, summed up so that the best comes first.
  let distance = -8n;
  return steps.map(([step, size]): BookLevel => {
    distance += step;
    const price = mark + side * ((distance * im) >> 28n);
    return { price: price < 1n ? 1n : price, size };
  });
};

const book = fc.record({
  bids: fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 30n }), fc.bigInt({ min: 1n, max: 400_000n })), { maxLength: 8 }),
  asks: fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 30n }), fc.bigInt({ min: 1n, max: 400_000n })), { maxLength: 8 }),
});
const mark = fc
  .integer({ min: 10, max: 35 })
  .chain((bits) => fc.bigInt({ min: 2n ** BigInt(bits), max: 2n ** BigInt(bits + 1) - 1n }));
const lots = fc.integer({ min: 0, max: 20 }).chain((bits) => fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) }));
const held = fc.record({
  mark,
  imRate: fc.bigInt({ min: 10_000n, max: 200_000n }),
  slopeRate: fc.bigInt({ min: 0n, max: 2_000n }),
  size: fc.tuple(lots, fc.boolean()).map(([size, long]) => (long ? size : -size)),
  book,
});
/** An account whose equity is that many thousandths of its initial margin, with one to four positions. */
const account = fc
  .tuple(fc.array(held, { minLength: 1, maxLength: 4 }), fc.bigInt({ min: -200n, max: 499n }))
  .map(([holdings, share]): Case => {
    const figures = new Map(
      holdings.map((on, row) => [row + 1, marketFigures({ ...market(row + 1), ...on }, on.mark)]),
    );
    const books = new Map(
      holdings.map((on, row): [number, BookDepth] => {
        const { im } = figures.get(row + 1)!;
        return [
          row + 1,
          { bids: levelsFrom(on.mark, im, on.book.bids, -1n), asks: levelsFrom(on.mark, im, on.book.asks, 1n) },
        ];
      }),
    );
    const positions = holdings.map(({ size }, row) => ({ instrument: row + 1, size, snapshot: 0n }));
    const { equity, margin } = marginState({ collateral: 0n, positions }, (instrument) => figures.get(instrument)!);
    return { collateral: (((margin * share) / 1000n) >> 20n) - equity - 1n, positions, figures, books };
  });

describe('properties', () => {
  test('every plan keeps the bounds, closes the least that reaches the target, and starts with the largest margin that has depth', () => {
    const seen = { reached: 0, whole: 0, partDepth: 0, insured: 0, cutFee: 0, short: 0, second: 0, none: 0 };
    fc.assert(
      fc.property(account, (on) => {
        const made = plan(on);
        const figuresOf = (instrument: number): MarketFigures => on.figures.get(instrument)!;
        const margins = on.positions
          .map((position) => {
            const { bids, asks } = on.books.get(position.instrument)!;
            const best = (position.size > 0n ? bids : asks)[0];
            const { mark: at, im } = figuresOf(position.instrument);
            const deep = best !== undefined && (position.size > 0n ? at - best.price : best.price - at) << 22n <= im;
            const { margin } = marginState({ collateral: 0n, positions: [position] }, figuresOf);
            return { instrument: position.instrument, margin, deep, lots: magnitude(position.size) };
          })
          .sort((a, b) => (a.margin === b.margin ? a.instrument - b.instrument : a.margin > b.margin ? -1 : 1));
        const deep = margins.filter((position) => position.deep);
        const overshoots = ({ instrument }: { instrument: number }): boolean => {
          const { equity, margin, flat } = closed(on, instrument, 1n);
          return !flat && (equity - 100n * USD) << 22n > 5n * margin;
        };
        expect(made?.instrument).toBe(deep.find((position) => !overshoots(position))?.instrument);
        if (!made) {
          seen.none++;
          return;
        }
        expectSound(on, made);
        const size = magnitude(sizeIn(on, made.instrument));
        if (made.reachesTarget) seen.reached++;
        else if (made.lots === size) seen.whole++;
        else seen.partDepth++;
        if (made.insurance > 0n) seen.insured++;
        const { im } = figuresOf(made.instrument);
        if (made.insurance === 0n && made.fee < (made.lots * im) >> 23n) seen.cutFee++;
        if (made.instrument !== margins[0]!.instrument) seen.second++;
        if (!made.reachesTarget && made.lots < size) {
          // Either the usable depth ends here, or one lot more would be more than needed.
          const next = swept(on, made.instrument, made.lots).used.at(-1)!;
          const opposing = on.books.get(made.instrument)!;
          const all = (sizeIn(on, made.instrument) > 0n ? opposing.bids : opposing.asks).filter(
            ({ price }) => magnitude(price - figuresOf(made.instrument).mark) << 22n <= im || price === next.price,
          );
          const depth = all.reduce((sum, level) => sum + level.size, 0n);
          if (depth > made.lots) {
            seen.short++;
            const more = closed(on, made.instrument, made.lots + 1n);
            expect((more.equity - 100n * USD) << 22n > 5n * more.margin).toBe(true);
          }
        }
      }),
      { numRuns: 6000 },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20);
  });

  test('more collateral never means that more is closed, and leaves no less equity', () => {
    let less = 0;
    fc.assert(
      fc.property(account, fc.bigInt({ min: 1n, max: 2n ** 44n }), (poor, more) => {
        const rich = { ...poor, collateral: poor.collateral + more };
        const [poorPlan, richPlan] = [plan(poor), plan(rich)];
        if (!poorPlan || !richPlan || poorPlan.instrument !== richPlan.instrument) return;
        // Where lots are too large for the target, the plan stops short of it: only plans of the same kind compare.
        if (!poorPlan.reachesTarget && richPlan.lots > poorPlan.lots) {
          expect(richPlan.reachesTarget).toBe(true);
          expect(reaches(closed(poor, poorPlan.instrument, richPlan.lots))).toBe(true);
          return;
        }
        expect(richPlan.lots <= poorPlan.lots).toBe(true);
        if (richPlan.lots < poorPlan.lots) less++;
        else expect(richPlan.after.equity >= poorPlan.after.equity).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(less).toBeGreaterThan(100);
  });

  test('depth behind the levels that are needed changes nothing, worse prices never close less', () => {
    let worse = 0;
    fc.assert(
      fc.property(account, fc.bigInt({ min: 1n, max: 1000n }), (on, off) => {
        const made = plan(on);
        if (!made?.reachesTarget) return;
        const shifted = new Map(on.books);
        const { bids, asks } = on.books.get(made.instrument)!;
        const deeper = { bids: [...bids, { price: 1n, size: 5n }], asks: [...asks, { price: 2n ** 36n, size: 5n }] };
        expect(plan({ ...on, books: new Map(shifted).set(made.instrument, deeper) })).toEqual(made);
        shifted.set(made.instrument, {
          bids: bids.map(({ price, size }) => ({ price: price - off, size })),
          asks: asks.map(({ price, size }) => ({ price: price + off, size })),
        });
        const worsened = plan({ ...on, books: shifted });
        if (!worsened?.reachesTarget || worsened.instrument !== made.instrument) return;
        expect(worsened.lots >= made.lots).toBe(true);
        if (worsened.lots > made.lots) worse++;
      }),
      { numRuns: 3000 },
    );
    expect(worse).toBeGreaterThan(20);
  });
});
