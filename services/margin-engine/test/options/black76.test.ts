import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { black76Greeks, black76Price, type OptionTerms } from '../../src/index.ts';
import { haveRecordings, readReferenceTables } from './recorded/chains.ts';

/** Strike, years, volatility and the call on a forward of 100, computed with 60 digits (mpmath). */
const CALLS: readonly (readonly [number, number, number, number])[] = [
  [100, 1, 0.2, 7.965567455405797],
  [100, 2 ** -20, 0.5, 0.019479603341713732],
  [100, 1, 1e-6, 3.98942280401416e-5],
  [101, 0.25, 0.02, 0.084525304139687],
  [120, 0.25, 0.5, 3.70588308589387],
  [150, 0.0625, 0.5, 0.002405249813303863],
  [300, 0.25, 0.25, 1.8115154688237715e-18],
  [1000, 0.5, 0.3, 5.7394219729061035e-27],
  [2000, 1, 0.1, 2.6275676182977983e-197],
  [100.5, 2 ** -12, 0.6, 0.17678429552281638],
  [130, 4, 3, 99.69242572579992],
  [110, 1, 20, 100],
  [100, 1, 1, 38.292492254802625],
  [90, 0.25, 0.5, 15.272057641846082],
  [25, 0.25, 0.75, 75.00048484127676],
];

/** Options with σ√T from 0.001 to 4 and strikes within eight of these deviations. */
const arbitraryOption = fc
  .record({
    deviation: fc.double({ min: Math.log(1e-3), max: Math.log(4), noNaN: true }).map(Math.exp),
    distance: fc.double({ min: -8, max: 8, noNaN: true }),
    years: fc.double({ min: 1e-3, max: 3, noNaN: true }),
    discountFactor: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
  })
  .map(({ deviation, distance, years, discountFactor }) => ({
    volatility: deviation / Math.sqrt(years),
    terms: { forward: 100, strike: 100 * Math.exp(distance * deviation), years, discountFactor },
  }));

describe('the price', () => {
  test.each(CALLS)('of the call at %d, %d years, volatility %d', (strike, years, volatility, expected) => {
    const price = black76Price({ kind: 'call', forward: 100, strike, years }, volatility);
    // Relative condition by σ√T: about 1 + h², h = ln(F/K) / (σ√T).
    const h = Math.log(100 / strike) / (volatility * Math.sqrt(years));
    expect(Math.abs(price / expected - 1)).toBeLessThan(8 * Number.EPSILON * (1 + h * h));
  });

  test('lies in its bounds, keeps parity, grows with volatility', () => {
    fc.assert(
      fc.property(arbitraryOption, fc.double({ min: 1, max: 2, noNaN: true }), ({ terms, volatility }, factor) => {
        const call = black76Price({ ...terms, kind: 'call' }, volatility);
        const put = black76Price({ ...terms, kind: 'put' }, volatility);
        const { forward, strike, discountFactor } = terms;
        expect(call).toBeGreaterThanOrEqual(discountFactor * Math.max(forward - strike, 0));
        expect(call).toBeLessThanOrEqual(discountFactor * forward);
        expect(put).toBeLessThanOrEqual(discountFactor * strike);
        const scale = forward + strike;
        expect(Math.abs(call - put - discountFactor * (forward - strike))).toBeLessThan(4 * Number.EPSILON * scale);
        const wider = black76Price({ ...terms, kind: 'call' }, volatility * factor);
        expect(wider).toBeGreaterThanOrEqual(call * (1 - 1e-13));
      }),
    );
  });

  test('is the intrinsic value at expiry and without volatility', () => {
    const terms = { kind: 'put', forward: 90, strike: 100, years: 0, discountFactor: 0.9 } as const;
    expect(black76Price(terms, 0.5)).toBe(9);
    expect(black76Price({ ...terms, years: 1 }, 0)).toBe(9);
    expect(black76Price({ ...terms, years: 1 }, Number.MIN_VALUE)).toBe(9);
    expect(black76Greeks(terms, 0.5)).toEqual({ delta: -0.9, gamma: 0, vega: 0, theta: 0, rho: -0 });
  });

  test('refuses what is no option', () => {
    const terms = { kind: 'call', forward: 100, strike: 100, years: 1 } as const;
    for (const bad of [{ forward: 0 }, { strike: -1 }, { years: -1 }, { discountFactor: 0 }, { forward: Number.NaN }]) {
      expect(() => black76Price({ ...terms, ...bad }, 0.5), JSON.stringify(bad)).toThrow(RangeError);
    }
    expect(() => black76Price(terms, -0.1)).toThrow(RangeError);
  });
});

describe('the greeks', () => {
  test('are the derivatives of the price', () => {
    fc.assert(
      fc.property(arbitraryOption, fc.constantFrom('call', 'put'), ({ terms, volatility }, kind) => {
        const option: OptionTerms = { ...terms, kind: kind as 'call' | 'put' };
        const { forward, strike, years, discountFactor } = terms;
        // Further out the differences of prices are their rounding.
        fc.pre(Math.abs(Math.log(strike / forward)) < 5);
        const deviation = volatility * Math.sqrt(years);
        const rate = -Math.log(discountFactor) / years;
        const at = (change: Partial<OptionTerms>, sigma = volatility): number =>
          black76Price({ ...option, ...change }, sigma);
        const slope = (price: (step: number) => number, step: number): number =>
          (price(step) - price(-step)) / (2 * step);
        const greeks = black76Greeks(option, volatility);
        const scale = (forward + strike) * 2e-5;
        const inForward = forward * deviation * 1e-4;
        expect(Math.abs(greeks.delta - slope((step) => at({ forward: forward + step }), inForward))).toBeLessThan(2e-5);
        const curvature =
          (at({ forward: forward + inForward * 30 }) - 2 * at({}) + at({ forward: forward - inForward * 30 })) /
          (inForward * 30) ** 2;
        expect(Math.abs(greeks.gamma - curvature) * forward * deviation).toBeLessThan(2e-3);
        const inVolatility = volatility * 1e-4;
        expect(
          Math.abs(greeks.vega - slope((step) => at({}, volatility + step), inVolatility)) * volatility,
        ).toBeLessThan(scale);
        const inYears = years * 1e-4;
        const later = (step: number): number =>
          at({ years: years + step, discountFactor: Math.exp(-rate * (years + step)) });
        expect(Math.abs(greeks.theta + slope(later, inYears)) * years).toBeLessThan(scale);
        const carried = (step: number): number =>
          at({ forward: forward * Math.exp(step * years), discountFactor: discountFactor * Math.exp(-step * years) });
        expect(Math.abs(greeks.rho - slope(carried, (1e-4 * deviation) / years))).toBeLessThan(scale * years);
      }),
    );
  });
});

describe.skipIf(!haveRecordings())('the reference tables of py_vollib', () => {
  const rows = readReferenceTables().map((row) => {
    const { S, K, R, t, v } = row as Record<'S' | 'K' | 'R' | 't' | 'v', number>;
    const discountFactor = Math.exp(-R * t);
    const terms = { forward: S / discountFactor, strike: K, years: t, discountFactor };
    return { row, S, R, t, v, K, terms, discountFactor };
  });
  const digits = (value: number): number => value.toExponential().replace(/e.*/, '').replace(/\D/g, '').length;

  /**
   * Well conditioned: the printed value determines its 1e-9 part. Calls carry ten decimals, so from 0.05 on; the tiny ones are written with an exponent and
   * count where they show ten digits. Prices themselves are conditioned by 1 + h² < 1e4 everywhere in the tables, 1e-12 of the double arithmetic.
   */
  const isWellConditioned = (value: number): boolean => value >= 0.05 || (value < 1e-12 && digits(value) >= 10);

  test('agree to 1e-9 in price where they are well conditioned', () => {
    const checked = rows.filter(({ row }) => isWellConditioned(row.call_vals!));
    for (const { row, terms, v, S, K, discountFactor } of checked) {
      const call = black76Price({ ...terms, kind: 'call' }, v);
      expect(Math.abs(call / row.call_vals! - 1), JSON.stringify(row)).toBeLessThanOrEqual(1e-9);
      // Puts are printed with nine digits or more; parity from the calls gives the others.
      const put = black76Price({ ...terms, kind: 'put' }, v);
      const expected = row.call_vals! - S + K * discountFactor;
      expect(Math.abs(put - expected), JSON.stringify(row)).toBeLessThanOrEqual(1e-9 * Math.max(put, row.call_vals!));
      expect(Math.abs(put - row.bs_put!)).toBeLessThanOrEqual(Math.max(6e-10, 5e-9 * put));
    }
    expect(rows).toHaveLength(101);
    expect(checked.length).toBeGreaterThan(75);
  });

  test('agree in the greeks to the digits printed, nine of them or nine decimals', () => {
    for (const { row, terms, v, R, t, discountFactor } of rows) {
      const near = (value: number, column: string): void => {
        const printed = row[column]!;
        expect(Math.abs(value - printed), `${column} ${JSON.stringify(row)}`).toBeLessThanOrEqual(
          Math.max(6e-10, 5e-9 * Math.abs(printed)),
        );
      };
      const growth = Math.exp(R * t);
      for (const [kind, name] of [
        ['call', 'C'],
        ['put', 'P'],
      ] as const) {
        const greeks = black76Greeks({ ...terms, kind }, v);
        // The tables differentiate by the spot price S = F e^{−RT}: their theta holds S, not F.
        near(greeks.delta * growth, `${name}D`);
        near(greeks.gamma * growth * growth, `${name}G`);
        near(greeks.vega, `${name}V`);
        near(greeks.theta - R * terms.forward * greeks.delta, `${name}T`);
        near(greeks.rho, `${name}R`);
      }
      expect(discountFactor).toBeLessThan(1);
    }
  });
});
