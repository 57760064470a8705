import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Quote, quoteLadder } from '../src/quote-ladder.ts';
import { type LiveQuote, planRequote } from '../src/requote-plan.ts';

const parameters = {
  levels: 3,
  halfSpreadPpm: 250n,
  levelStepPpm: 350n,
  skewPpm: 600n,
  levelLots: 100n,
  maxInventoryLots: 2_000n,
};
const live = fc
  .array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      level: fc.integer({ min: 0, max: 3 }),
      ticks: fc.bigInt(990_000n, 1_010_000n),
      lots: fc.bigInt(1n, 400n),
    }),
    { maxLength: 8 },
  )
  .map((quotes): LiveQuote[] => quotes.map((quote, i) => ({ ...quote, orderId: String(i) })));
const wanted = fc
  .tuple(fc.bigInt(995_000n, 1_005_000n), fc.bigInt(-2_500n, 2_500n), fc.bigInt(1n, 4n))
  .map(([ticks, inventory, widening]) => quoteLadder(parameters, ticks, inventory, widening));
const rules = fc.record({ tolerancePpm: fc.bigInt(0n, 2_000n), refills: fc.boolean() });

const resting = (before: readonly LiveQuote[], plan: ReturnType<typeof planRequote>): (LiveQuote | Quote)[] => [
  ...before.filter((quote) => !plan.cancels.includes(quote)),
  ...plan.places,
];
const lotsOf = (quotes: readonly { side: string; lots: bigint }[], side: string): bigint =>
  quotes.filter((quote) => quote.side === side).reduce((total, { lots }) => total + lots, 0n);

describe('planRequote', () => {
  test('what rests afterwards never crosses itself', () => {
    fc.assert(
      fc.property(live, wanted, rules, (before, quotes, rule) => {
        const after = resting(before, planRequote(before, quotes, rule));
        for (const bid of after.filter(({ side }) => side === 'buy')) {
          for (const ask of after.filter(({ side }) => side === 'sell')) expect(bid.ticks).toBeLessThan(ask.ticks);
        }
      }),
    );
  });

  test('what rests afterwards is never more than was wanted of a side: the inventory cap holds', () => {
    fc.assert(
      fc.property(live, wanted, rules, (before, quotes, rule) => {
        const after = resting(before, planRequote(before, quotes, rule));
        for (const side of ['buy', 'sell']) {
          expect(lotsOf(after, side)).toBeLessThanOrEqual(lotsOf(quotes, side));
        }
      }),
    );
  });

  test('has at most one quote a side and level, and doing it twice changes nothing', () => {
    fc.assert(
      fc.property(live, wanted, rules, (before, quotes, rule) => {
        const after = resting(before, planRequote(before, quotes, rule));
        expect(new Set(after.map(({ side, level }) => `${side}${level}`)).size).toBe(after.length);
        const asLive = after.map((quote, i) => ({ ...quote, orderId: `after ${i}` }));
        const again = planRequote(asLive, quotes, { ...rule, refills: false });
        expect(again.places.length).toBe(again.cancels.length);
      }),
    );
  });

  test('without refills nothing is added to what rests', () => {
    fc.assert(
      fc.property(live, wanted, (before, quotes) => {
        const after = resting(before, planRequote(before, quotes, { tolerancePpm: 100n, refills: false }));
        for (const side of ['buy', 'sell']) {
          expect(lotsOf(after, side)).toBeLessThanOrEqual(lotsOf(before, side));
        }
      }),
    );
  });

  const quote = (side: 'buy' | 'sell', level: number, ticks: bigint, lots: bigint): Quote => ({
    side,
    level,
    ticks,
    lots,
  });
  const order = (side: 'buy' | 'sell', level: number, ticks: bigint, lots: bigint): LiveQuote => ({
    ...quote(side, level, ticks, lots),
    orderId: `${side}${level}`,
  });

  test('leaves quotes within the tolerance alone and moves the others', () => {
    const before = [order('buy', 0, 999_700n, 100n), order('sell', 0, 1_002_000n, 100n)];
    const plan = planRequote(before, [quote('buy', 0, 999_750n, 100n), quote('sell', 0, 1_000_250n, 100n)], {
      tolerancePpm: 100n,
      refills: true,
    });
    expect(plan.cancels.map(({ orderId }) => orderId)).toEqual(['sell0']);
    expect(plan.places).toEqual([quote('sell', 0, 1_000_250n, 100n)]);
  });

  test('a tolerance in ticks counts where it is the wider one', () => {
    const before = [order('buy', 0, 95n, 100n)];
    const wish = [quote('buy', 0, 100n, 100n)];
    const rules = { tolerancePpm: 100n, refills: true };
    expect(planRequote(before, wish, { ...rules, toleranceTicks: 5n }).cancels).toEqual([]);
    expect(planRequote(before, wish, { ...rules, toleranceTicks: 4n }).cancels).toEqual(before);
    expect(planRequote(before, wish, rules).cancels).toEqual(before);
  });

  test('renews a quote once half of it has filled, and only with refills', () => {
    const wish = [quote('buy', 0, 999_750n, 100n)];
    const kept = planRequote([order('buy', 0, 999_750n, 60n)], wish, { tolerancePpm: 100n, refills: true });
    expect(kept).toEqual({ cancels: [], places: [] });
    const renewed = planRequote([order('buy', 0, 999_750n, 50n)], wish, { tolerancePpm: 100n, refills: true });
    expect(renewed.places).toEqual(wish);
    const left = planRequote([order('buy', 0, 999_750n, 50n)], wish, { tolerancePpm: 100n, refills: false });
    expect(left).toEqual({ cancels: [], places: [] });
    expect(planRequote([], wish, { tolerancePpm: 100n, refills: false }).places).toEqual([]);
  });

  test('wanting nothing takes everything off', () => {
    const before = [order('buy', 0, 1n, 1n), order('sell', 2, 5n, 1n)];
    expect(planRequote(before, [], { tolerancePpm: 100n, refills: true })).toEqual({ cancels: before, places: [] });
  });
});
