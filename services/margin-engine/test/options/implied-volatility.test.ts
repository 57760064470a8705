import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { black76Greeks, black76Price, ImpliedVolatilityError, impliedVolatility } from '../../src/index.ts';

const faultOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof ImpliedVolatilityError) return error.fault;
    throw error;
  }
  return 'none';
};

describe('implied volatility', () => {
  test('finds the volatility of every price, to the digits that the price determines', () => {
    const option = fc.record({
      kind: fc.constantFrom('call' as const, 'put' as const),
      // σ√T from 1e-4 to 10.
      deviation: fc.double({ min: Math.log(1e-4), max: Math.log(10), noNaN: true }).map(Math.exp),
      distance: fc.oneof(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.constant(0),
      ),
      years: fc.double({ min: 1e-4, max: 5, noNaN: true }),
      discountFactor: fc.constantFrom(1, 0.97, 0.6),
    });
    let [seen, sharp] = [0, 0];
    fc.assert(
      fc.property(option, ({ kind, deviation, distance, years, discountFactor }) => {
        const strike = 100 * Math.exp(distance * deviation);
        const volatility = deviation / Math.sqrt(years);
        const terms = { kind, forward: 100, strike, years, discountFactor };
        const price = black76Price(terms, volatility);
        const { vega } = black76Greeks(terms, volatility);
        // A last digit of the price is worth this many of the volatility.
        const condition = 1 + price / (vega * volatility);
        // Where a whole digit of volatility moves no digit of the price there is nothing to find.
        fc.pre(condition < 1e12 && price > 1e-290);
        seen++;
        if (condition < 10) sharp++;
        const found = impliedVolatility(terms, price);
        expect(Math.abs(found / volatility - 1)).toBeLessThanOrEqual(16 * Number.EPSILON * condition);
      }),
      { numRuns: 5000 },
    );
    // The property would say little if most options were the badly conditioned ones.
    expect(sharp / seen).toBeGreaterThan(0.4);
  });

  test('grows with the price', () => {
    const terms = { kind: 'call', forward: 100, strike: 130, years: 0.5 } as const;
    let before = 0;
    for (const price of [1e-250, 1e-100, 1e-9, 0.01, 1, 20, 50, 90, 99.9, 99.999999]) {
      const volatility = impliedVolatility(terms, price);
      expect(volatility, `${price}`).toBeGreaterThan(before);
      expect(Math.abs(black76Price(terms, volatility) / price - 1)).toBeLessThan(1e-12);
      before = volatility;
    }
  });

  test('says why a price has none', () => {
    const call = { kind: 'call', forward: 110, strike: 100, years: 1, discountFactor: 0.5 } as const;
    expect(faultOf(() => impliedVolatility(call, 4.999))).toBe('below-intrinsic');
    expect(faultOf(() => impliedVolatility(call, -1))).toBe('below-intrinsic');
    expect(faultOf(() => impliedVolatility(call, Number.NaN))).toBe('below-intrinsic');
    expect(faultOf(() => impliedVolatility(call, 55))).toBe('above-bound');
    expect(faultOf(() => impliedVolatility({ ...call, kind: 'put' }, 50))).toBe('above-bound');
    expect(faultOf(() => impliedVolatility({ ...call, years: 0 }, 6))).toBe('expired');
    expect(() => impliedVolatility({ ...call, strike: 0 }, 6)).toThrow(RangeError);
    expect(impliedVolatility(call, 5)).toBe(0);
  });
});
