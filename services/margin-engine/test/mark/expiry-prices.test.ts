import { isOption, type MarketTerms, markBounds, markClamp, SCENARIO_GRID } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultSmile,
  deviationOf,
  expiryPrices,
  reachableForward,
  scenarioPrices,
  totalVariance,
} from '../../src/index.ts';
import { future, option } from '../support/terms.ts';

const HOUR = 480_000;
const anyMagnitude = (bits: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: 1, max: bits }).chain((width) => fc.bigInt({ min: 1n, max: 2n ** BigInt(width) - 1n }));

/** Terms of one expiry at strikes of all sizes or close to the index, calls and puts, with or without a future. */
const chain = fc
  .record({
    index: anyMagnitude(35),
    strikes: fc.uniqueArray(fc.oneof(anyMagnitude(36), fc.bigInt({ min: 700n, max: 1300n })), {
      minLength: 1,
      maxLength: 8,
    }),
    kinds: fc.array(fc.constantFrom('call', 'put', 'both'), { minLength: 8, maxLength: 8 }),
    hasFuture: fc.boolean(),
    rates: fc.constantFrom<[bigint, bigint]>([157_290n, 104_860n], [20n, 10n], [1_000_000n, 1_000_000n]),
  })
  .map(({ index, strikes, kinds, hasFuture, rates: [imRate, floorRate] }) => {
    const terms: MarketTerms[] = hasFuture ? [future(100, HOUR)] : [];
    strikes.forEach((strike, i) => {
      const near = strike >= 700n && strike <= 1300n ? (index * strike) / 1000n + 1n : strike;
      for (const kind of kinds[i] === 'both' ? (['call', 'put'] as const) : [kinds[i] as 'call']) {
        if (terms.some((known) => isOption(known) && known.strike === near)) continue;
        terms.push({ ...option(terms.length + 1, kind, near, HOUR), imRate, floorRate });
      }
    });
    return { index, terms };
  });

const pricing = fc.record({
  shift: fc.integer({ min: -500_000, max: 500_000 }),
  years: fc.oneof(fc.constant(0), fc.double({ min: 1e-7, max: 3, noNaN: true })),
  level: fc.double({ min: 0.05, max: 4, noNaN: true }),
  noise: fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 16, maxLength: 16 }),
});

interface Point {
  readonly strike: bigint;
  readonly mark: bigint;
}

/** Falling by at most the step and convex: marks of calls by strike, of puts by −strike. */
function expectSound(points: readonly Point[]): void {
  points.forEach(({ strike, mark }, i) => {
    const [next, after] = [points[i + 1], points[i + 2]];
    if (!next) return;
    expect(mark >= next.mark).toBe(true);
    expect(mark - next.mark <= next.strike - strike).toBe(true);
    if (!after) return;
    const [first, second] = [mark - next.mark, next.mark - after.mark];
    expect(first * (after.strike - next.strike) >= second * (next.strike - strike)).toBe(true);
  });
}

describe('marks of one expiry', () => {
  test('lie in their bounds, fall or rise with the strike by at most its step and are convex, whatever the smile', () => {
    const seen = { chains: 0, clamped: 0, floored: 0 };
    fc.assert(
      fc.property(chain, pricing, ({ index, terms }, { shift, years, level, noise }) => {
        if (terms.length === 0) return;
        const wanted = index + (index * BigInt(shift)) / 1_000_000n + 1n;
        const forward = reachableForward(terms, wanted, index);
        if (forward !== wanted) seen.clamped++;
        let asked = 0;
        // Noise makes smiles that no surface would have.
        const volatilityAt = (): number => level * noise[asked++ % noise.length]!;
        const { marks, scenarioPrices: tables } = expiryPrices(terms, index, { forward, years, volatilityAt });
        terms.forEach((each, place) => {
          expect(tables[place]).toHaveLength(isOption(each) ? SCENARIO_GRID.length : 0);
          expect(tables[place]!.every((price) => price >= 0n && price < 1n << 36n)).toBe(true);
        });
        terms.forEach((each, place) => {
          const { low, high } = markBounds(each, index);
          const mark = marks[place]!;
          if (mark === 1n) seen.floored++;
          expect(mark >= 1n && mark >= low && mark <= high).toBe(true);
          if (!isOption(each)) expect(mark).toBe(forward);
        });
        const points = (kind: number): Point[] =>
          terms
            .map(({ strike }, place) => ({ strike: kind === 3 ? strike : -strike, mark: marks[place]!, place }))
            .filter(({ place }) => terms[place]!.kind === kind)
            .sort((a, b) => (a.strike < b.strike ? -1 : 1));
        for (const kind of [3, 4]) {
          expectSound(points(kind));
          if (points(kind).length > 2) seen.chains++;
        }
      }),
      { numRuns: 2000 },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(100);
  });

  test('follow Black-76 at the forward of the future, with parity', () => {
    const strikes = [8_500_000n, 9_400_000n, 10_500_000n];
    const terms = [
      future(3, HOUR),
      ...strikes.map((strike, i) => option(4 + i, 'call', strike, HOUR)),
      ...strikes.map((strike, i) => option(7 + i, 'put', strike, HOUR)),
    ];
    const [index, forward, years] = [9_400_000n, 9_450_000n, 30 / 365];
    const svi = defaultSmile(0.55, years);
    const volatilityAt = (k: number) => Math.sqrt(totalVariance(svi, k) / years);
    const { marks } = expiryPrices(terms, index, { forward, years, volatilityAt });
    expect(marks[0]).toBe(forward);
    strikes.forEach((strike, i) => {
      expect(marks[1 + i]! - marks[4 + i]!).toBe(forward - strike);
    });
    // 0.4 · F · σ · √T at the money, and a little for being in the money.
    const atTheMoney = 0.4 * Number(forward) * 0.55 * Math.sqrt(years);
    expect(Number(marks[2]) / (atTheMoney + 25_000)).toBeCloseTo(1, 1);
  });

  test('options are revalued at the surface’s own volatilities where no mark was moved', () => {
    const strikes = [7_000_000n, 8_500_000n, 9_400_000n, 10_500_000n, 13_000_000n];
    const terms = [
      future(3, HOUR),
      ...strikes.flatMap((strike, i) => [
        option(4 + 2 * i, 'call', strike, HOUR),
        option(5 + 2 * i, 'put', strike, HOUR),
      ]),
    ];
    for (const days of [0.4, 2, 9, 30, 200]) {
      const [index, forward, years] = [9_400_000n, 9_450_000n, days / 365];
      const svi = defaultSmile(0.55, years);
      const volatilityAt = (k: number) => Math.sqrt(totalVariance(svi, k) / years);
      const prices = expiryPrices(terms, index, { forward, years, volatilityAt });
      const { calls, puts } = scenarioPrices({ forward, strikes, years }, volatilityAt);
      expect(prices.scenarioPrices).toEqual([[], ...strikes.flatMap((_, i) => [calls[i], puts[i]])]);
    }
  });

  test('where a mark was moved, the volatility that gives it takes the place of the model’s, of call and put alike', () => {
    const strikes = [8_500_000n, 9_400_000n, 10_300_000n];
    const terms = strikes.flatMap((strike, i) => [
      option(4 + 2 * i, 'call', strike, HOUR),
      option(5 + 2 * i, 'put', strike, HOUR),
    ]);
    const [index, forward, years] = [9_400_000n, 9_400_000n, 7 / 365];
    // Far too dear in the middle: the marks are on one line.
    const volatilityAt = (_: number, strike: bigint) => (strike === strikes[1] ? 3 : 0.5);
    const { marks, scenarioPrices: tables } = expiryPrices(terms, index, { forward, years, volatilityAt });
    const told = deviationOf({ kind: 'call', forward, strike: strikes[1]!, price: marks[2]! }) / Math.sqrt(years);
    expect(told).toBeLessThan(1.5);
    const expected = scenarioPrices({ forward, strikes: [strikes[1]!], years }, () => told);
    expected.calls[0]!.forEach((price, s) => {
      expect(Math.abs(Number(tables[2]![s]! - price))).toBeLessThan(6);
      expect(tables[2]![s]! - tables[3]![s]!).toBe(price - expected.puts[0]![s]!);
    });
  });

  test('the forward stays within the least reach of the instruments, and above nothing', () => {
    const terms = [future(3, HOUR), option(4, 'call', 9_400_000n, HOUR)];
    const index = 9_400_000n;
    const reach = markClamp(terms[0]!, index);
    expect(reach).toBeLessThan(markClamp(terms[1]!, index));
    expect(reachableForward(terms, 20_000_000n, index)).toBe(index + reach);
    expect(reachableForward(terms, 1n, index)).toBe(index - reach);
    expect(reachableForward(terms, index + 7n, index)).toBe(index + 7n);
    const wide = { ...option(4, 'call', 1n, HOUR), imRate: 2n ** 21n };
    expect(reachableForward([wide], 0n, index)).toBe(1n);
  });
});
