import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { black76Price, type OptionMarks, optionMarks } from '../../src/index.ts';

const arbitraryExpiry = fc
  .record({
    /** µUSD per lot: a lot is worth $1 to $100. */
    forward: fc.bigInt({ min: 1_000_000n, max: 100_000_000n }),
    /** In thousandths of the forward. */
    moneyness: fc.uniqueArray(fc.bigInt({ min: 100n, max: 4000n }), { minLength: 1, maxLength: 40 }),
    years: fc.oneof(fc.constant(0), fc.double({ min: 1e-5, max: 1, noNaN: true })),
    discountFactor: fc.constantFrom(1, 1, 0.95),
  })
  .map(({ moneyness, ...rest }) => ({
    ...rest,
    strikes: [...moneyness].sort((a, b) => Number(a - b)).map((share) => (rest.forward * share) / 1000n),
  }));

function expectSound(marks: readonly bigint[], strikes: readonly bigint[], falling: boolean): void {
  const sign = falling ? 1n : -1n;
  for (let i = 1; i < marks.length; i++) {
    const fall = sign * (marks[i - 1]! - marks[i]!);
    expect(fall >= 0n && fall <= strikes[i]! - strikes[i - 1]!).toBe(true);
    if (i === 1) continue;
    const before = (marks[i - 1]! - marks[i - 2]!) * (strikes[i]! - strikes[i - 1]!);
    expect(before <= (marks[i]! - marks[i - 1]!) * (strikes[i - 1]! - strikes[i - 2]!)).toBe(true);
  }
}

function expectBounds(
  { calls, puts }: OptionMarks,
  forward: bigint,
  strikes: readonly bigint[],
  discountFactor: number,
) {
  strikes.forEach((strike, i) => {
    const value = (mark: bigint): number => Number(mark) + 1e-6;
    expect(value(calls[i]!)).toBeGreaterThanOrEqual(discountFactor * Number(forward - strike));
    expect(value(puts[i]!)).toBeGreaterThanOrEqual(discountFactor * Number(strike - forward));
    expect(calls[i]! >= 0n && calls[i]! <= forward).toBe(true);
    expect(puts[i]! >= 0n && puts[i]! <= strike).toBe(true);
  });
}

describe('option marks', () => {
  test('are sound for any volatilities: bounds, monotone, convex; parity without discounting', () => {
    const volatilities = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(arbitraryExpiry, volatilities, (series, list) => {
        let next = 0;
        const marks = optionMarks(series, () => list[next++]!);
        const { strikes, forward, discountFactor } = series;
        expectSound(marks.calls, strikes, true);
        expectSound(marks.puts, strikes, false);
        expectBounds(marks, forward, strikes, discountFactor);
        if (discountFactor !== 1) return;
        expect(marks.calls.map((call, i) => call - marks.puts[i]!)).toEqual(strikes.map((strike) => forward - strike));
      }),
    );
  });

  test('stay within 2 µUSD of Black’s price where the volatility is one for all strikes', () => {
    fc.assert(
      fc.property(arbitraryExpiry, fc.double({ min: 0.1, max: 2, noNaN: true }), (series, volatility) => {
        // Deep in the money a discounted price is a line whose slope no integers hold: only without.
        const { discountFactor: _, ...undiscounted } = series;
        const marks = optionMarks(undiscounted, () => volatility);
        series.strikes.forEach((strike, i) => {
          for (const kind of ['call', 'put'] as const) {
            const terms = { ...undiscounted, kind, forward: Number(series.forward), strike: Number(strike) };
            const mark = Number(kind === 'call' ? marks.calls[i]! : marks.puts[i]!);
            expect(Math.abs(mark - black76Price(terms, volatility))).toBeLessThanOrEqual(2);
          }
        });
      }),
    );
  });

  test('mend what rounding alone would bend', () => {
    const strikes = Array.from({ length: 400 }, (_, i) => 900_000n + 1000n * BigInt(i));
    const series = { forward: 1_000_000n, strikes, years: 0.05 };
    const price = (strike: bigint): number =>
      black76Price({ kind: 'call', forward: 1_000_000, strike: Number(strike), years: 0.05 }, 0.5);
    const rounded = strikes.map((strike) => BigInt(Math.round(price(strike))));
    const isBent = (marks: readonly bigint[]): boolean =>
      marks.some((mark, i) => i > 1 && marks[i - 2]! + mark < 2n * marks[i - 1]!);
    expect(isBent(rounded)).toBe(true);
    const { calls } = optionMarks(series, () => 0.5);
    expect(isBent(calls)).toBe(false);
    calls.forEach((call, i) => {
      expect(Math.abs(Number(call) - price(strikes[i]!))).toBeLessThan(1);
    });
  });

  test('refuses strikes out of order and a volatility that is none', () => {
    const series = { forward: 10_000_000n, strikes: [9_000_000n, 11_000_000n], years: 0.1 };
    expect(() => optionMarks({ ...series, strikes: [11_000_000n, 9_000_000n] }, () => 1)).toThrow(RangeError);
    expect(() => optionMarks({ ...series, strikes: [0n] }, () => 1)).toThrow(RangeError);
    expect(() => optionMarks({ ...series, forward: 0n }, () => 1)).toThrow(RangeError);
    expect(() => optionMarks(series, () => Number.NaN)).toThrow(RangeError);
  });
});
