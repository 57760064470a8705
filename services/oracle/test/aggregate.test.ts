import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AggregationRules,
  aggregateIndex,
  DEFAULT_AGGREGATION,
  median,
  type SourceReading,
} from '../src/index.ts';

const NOW = 1_760_000_000_000;
const RULES = DEFAULT_AGGREGATION;
const USD = 1_000_000n;

const reading = (source: string, price: bigint, age = 0): SourceReading => ({
  source,
  observation: { price, observedAt: NOW - age },
  maxAgeMs: 10_000,
});
const readings = (...prices: bigint[]): SourceReading[] => prices.map((price, i) => reading(`source-${i}`, price));
const sorted = (prices: readonly bigint[]): bigint[] => [...prices].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
const lowest = (prices: readonly bigint[]): bigint => sorted(prices)[0]!;
const highest = (prices: readonly bigint[]): bigint => sorted(prices).at(-1)!;

const anyPrice = fc.bigInt({ min: 1n, max: 10n ** 15n });
const nearPrice = fc.bigInt({ min: 93_000n * USD, max: 95_000n * USD });
const anyReading = fc.record({
  price: fc.oneof(anyPrice, nearPrice, nearPrice, nearPrice),
  age: fc.integer({ min: -5_000, max: 15_000 }),
  missing: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const anyReadings = fc.array(anyReading, { maxLength: 9 }).map((all) =>
  all.map(
    ({ price, age, missing }, i): SourceReading => ({
      source: `source-${i}`,
      observation: missing ? null : { price, observedAt: NOW - age },
      maxAgeMs: 10_000,
    }),
  ),
);
const anyRules: fc.Arbitrary<AggregationRules> = fc.record({
  quorum: fc.integer({ min: 1, max: 6 }),
  deviationMultiple: fc.integer({ min: 3, max: 8 }),
  deviationFloorPpm: fc.integer({ min: 0, max: 20_000 }),
  maxAheadMs: fc.integer({ min: 0, max: 3_000 }),
});

describe('the median', () => {
  test('is the middle one, or the mean of two', () => {
    expect(median([3n, 1n, 2n])).toBe(2n);
    expect(median([4n, 1n, 2n, 9n])).toBe(3n);
    expect(median([2n, 1n])).toBe(1n);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('an index', () => {
  test('is the median of sources that agree', () => {
    const index = aggregateIndex(readings(94_000n * USD, 94_010n * USD, 94_003n * USD), RULES, NOW);
    expect(index).toEqual({
      price: 94_003n * USD,
      used: ['source-0', 'source-1', 'source-2'],
      dropped: [],
      reason: null,
    });
  });

  test('says whom it left out and why', () => {
    const all = [
      ...readings(94_000n * USD, 94_010n * USD, 94_003n * USD, 90_000n * USD),
      reading('late', 94_000n * USD, 10_001),
      reading('early', 94_000n * USD, -2_001),
      reading('worthless', 0n),
      { source: 'silent', observation: null, maxAgeMs: 10_000, fault: 'connection refused' },
    ];
    const { price, dropped } = aggregateIndex(all, RULES, NOW);
    expect(price).toBe(94_003n * USD);
    expect(dropped.map(({ source, reason }) => [source, reason])).toEqual([
      ['early', 'ahead'],
      ['late', 'stale'],
      ['silent', 'missing'],
      ['source-3', 'outlier'],
      ['worthless', 'not-positive'],
    ]);
    expect(dropped[2]!.detail).toBe('no price yet (connection refused)');
    expect(dropped[1]!.detail).toBe('10.0 s old, at most 10.0 s are allowed');
  });

  test('keeps what is exactly at a limit', () => {
    const floor = { ...RULES, quorum: 5 };
    const base = 100_000n * USD;
    const atTheBound = [base, base, base, base, base + 500n * USD];
    expect(aggregateIndex(readings(...atTheBound), floor, NOW).price).toBe(base);
    expect(aggregateIndex(readings(base, base, base, base, base + 500n * USD + 1n), floor, NOW).price).toBeNull();
    const oldest = [reading('a', base, 10_000), reading('b', base, -2_000), reading('c', base)];
    expect(aggregateIndex(oldest, RULES, NOW).price).toBe(base);
  });

  test('follows a market that jumps with all its sources, and widens its bound with their spread', () => {
    const index = aggregateIndex(readings(90_000n * USD, 91_000n * USD, 92_000n * USD, 93_500n * USD), RULES, NOW);
    expect(index.dropped).toEqual([]);
    expect(index.price).toBe(91_500n * USD);
  });

  test('counts the quorum after the outliers are out', () => {
    const index = aggregateIndex(readings(94_000n * USD, 94_001n * USD, 99_000n * USD), RULES, NOW);
    expect(index.price).toBeNull();
    expect(index.used).toEqual([]);
    expect(index.reason).toMatch(/^2 of 3 sources agree \(source-2: 99000000000 µUSD, more than /);
    expect(aggregateIndex([], RULES, NOW)).toEqual({
      price: null,
      used: [],
      dropped: [],
      reason: '0 of 3 sources agree',
    });
  });

  test('refuses rules that make no sense and a source that votes twice', () => {
    for (const wrong of [{ quorum: 0 }, { quorum: 1.5 }, { deviationMultiple: 2 }, { deviationFloorPpm: -1 }]) {
      expect(() => aggregateIndex([], { ...RULES, ...wrong }, NOW)).toThrow(RangeError);
    }
    expect(() => aggregateIndex([reading('a', 1n), reading('a', 1n)], RULES, NOW)).toThrow(RangeError);
  });
});

describe('whatever the sources say', () => {
  test('one liar among five never moves the index out of the range of the honest', () => {
    const honest = fc.array(fc.oneof(nearPrice, anyPrice), { minLength: 4, maxLength: 4 });
    const age = fc.integer({ min: 0, max: 14_000 });
    const ages = fc.array(age, { minLength: 5, maxLength: 5 });
    let priced = 0;
    fc.assert(
      fc.property(
        honest,
        fc.oneof(nearPrice, anyPrice),
        fc.nat(4),
        ages,
        anyRules,
        (prices, lie, place, old, rules) => {
          const all = [...prices.slice(0, place), lie, ...prices.slice(place)];
          const index = aggregateIndex(
            all.map((price, i) => reading(`source-${i}`, price, old[i])),
            { ...rules, quorum: 3 },
            NOW,
          );
          if (index.price === null) return;
          priced++;
          expect(index.price >= lowest(prices) && index.price <= highest(prices)).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
    expect(priced).toBeGreaterThan(500);
  });

  test('a quorum of 2f + 1 withstands f liars, and one of 2f does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.infiniteStream(nearPrice), anyPrice, (f, prices, lie) => {
        const honest = [...prices.take(f + 1)];
        const all = readings(...honest, ...new Array<bigint>(f).fill(lie));
        const { price } = aggregateIndex(all, { ...RULES, quorum: 2 * f + 1, deviationFloorPpm: 1_000_000 }, NOW);
        if (price !== null) expect(price >= lowest(honest) && price <= highest(honest)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    // One honest source at 94 000 and one liar.
    const split = aggregateIndex(readings(94_000n * USD, 94_100n * USD), { ...RULES, quorum: 2 }, NOW);
    expect(split.price).toBe(94_050n * USD);
  });

  test('the order of the sources does not matter', () => {
    const shuffled = anyReadings.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, anyRules, ([all, mixed], rules) => {
        expect(aggregateIndex(mixed, rules, NOW)).toEqual(aggregateIndex(all, rules, NOW));
      }),
      { numRuns: 2_000 },
    );
  });

  test('every source is either used or dropped, with a price exactly when a quorum agrees', () => {
    fc.assert(
      fc.property(anyReadings, anyRules, (all, rules) => {
        const { price, used, dropped, reason } = aggregateIndex(all, rules, NOW);
        const agreeing = all.length - dropped.length;
        expect(price !== null).toBe(agreeing >= rules.quorum);
        expect(reason === null).toBe(price !== null);
        expect(used).toHaveLength(price === null ? 0 : agreeing);
        expect(new Set([...used, ...dropped.map(({ source }) => source)]).size).toBe(used.length + dropped.length);
        if (price === null) return;
        const prices = all.filter(({ source }) => used.includes(source)).map(({ observation }) => observation!.price);
        expect(price >= lowest(prices) && price <= highest(prices)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a stale source changes nothing', () => {
    fc.assert(
      fc.property(anyReadings, anyPrice, anyRules, (all, price, rules) => {
        const before = aggregateIndex(all, rules, NOW);
        const after = aggregateIndex([...all, reading('stale', price, 10_001)], rules, NOW);
        expect([after.price, after.used]).toEqual([before.price, before.used]);
      }),
    );
  });
});
