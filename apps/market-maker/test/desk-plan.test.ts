import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deskPlan, type QuotedInstrument } from '../src/desk-plan.ts';

const FRIDAY = Date.UTC(2026, 11, 4, 8);
const option = (base: string, strike: number, type: 'C' | 'P', expiresAt = FRIDAY): QuotedInstrument => ({
  name: `${base}-${expiresAt}-${strike}-${type}`,
  kind: 'option',
  base,
  expiresAt,
});
const chain = (base: string, strikes: number[], expiresAt = FRIDAY): QuotedInstrument[] =>
  strikes.flatMap((strike) => [option(base, strike, 'C', expiresAt), option(base, strike, 'P', expiresAt)]);
const linear: QuotedInstrument[] = ['BTC', 'ETH'].flatMap((base) => [
  { name: `${base}-PERP`, kind: 'perpetual' as const, base, expiresAt: null },
  { name: `${base}-25DEC26`, kind: 'future' as const, base, expiresAt: FRIDAY + 21 * 86_400_000 },
]);
const board = [...linear, ...chain('BTC', [90, 95, 100]), ...chain('ETH', [3, 4, 5])];
const LIMITS = { capacity: 6, desks: 4 };

describe('who quotes what', () => {
  test('a full board takes three accounts: perpetuals and futures, and the options of each underlying', () => {
    const plan = deskPlan(board, new Map(), LIMITS);
    const desksOf = (matches: (one: QuotedInstrument) => boolean) => [
      ...new Set(board.filter(matches).map(({ name }) => plan.get(name))),
    ];
    expect(desksOf(({ kind }) => kind !== 'option')).toEqual([0]);
    expect(desksOf(({ kind, base }) => kind === 'option' && base === 'BTC')).toEqual([1]);
    expect(desksOf(({ kind, base }) => kind === 'option' && base === 'ETH')).toEqual([2]);
  });

  test('one account alone serves the perpetuals first', () => {
    const plan = deskPlan(board, new Map(), { capacity: 4, desks: 1 });
    expect([...plan.keys()].sort()).toEqual(linear.map(({ name }) => name).sort());
  });

  const places = fc.dictionary(fc.constantFrom(...board.map(({ name }) => name)), fc.nat(5));
  const some = fc.subarray(board);
  const limits = fc.record({ capacity: fc.integer({ min: 1, max: 8 }), desks: fc.integer({ min: 1, max: 4 }) });

  test('no account gets more than it can hold, and nobody is left out while there is room', () => {
    fc.assert(
      fc.property(some, places, limits, (instruments, current, bounds) => {
        const plan = deskPlan(instruments, new Map(Object.entries(current)), bounds);
        const counts = Array.from(
          { length: bounds.desks },
          (_, desk) => [...plan.values()].filter((one) => one === desk).length,
        );
        for (const count of counts) expect(count).toBeLessThanOrEqual(bounds.capacity);
        expect(plan.size).toBe(Math.min(instruments.length, bounds.capacity * bounds.desks));
      }),
    );
  });

  test('what an account quotes it goes on quoting, whatever comes or goes', () => {
    fc.assert(
      fc.property(some, some, limits, (before, after, bounds) => {
        const first = deskPlan(before, new Map(), bounds);
        const second = deskPlan(after, first, bounds);
        for (const { name } of after) if (first.has(name)) expect(second.get(name)).toBe(first.get(name));
      }),
    );
  });
});
