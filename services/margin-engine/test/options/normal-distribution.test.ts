import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { millsRatio, normalCdf, normalDensity } from '../../src/options/normal-distribution.ts';

/** x and Φ(x), computed with 60 digits (mpmath). */
const VECTORS: readonly (readonly [number, number])[] = [
  [-37, 5.725571222524577e-300],
  [-30, 4.906713927148187e-198],
  [-20, 2.7536241186062337e-89],
  [-10, 7.619853024160525e-24],
  [-6, 9.86587645037698e-10],
  [-5.7, 5.990371401063528e-9],
  [-5.6, 1.071759025831093e-8],
  [-3, 0.0013498980316300946],
  [-1, 0.15865525393145705],
  [-0.68, 0.2482522304535705],
  [-0.67, 0.2514288950953101],
  [-0.5, 0.3085375387259869],
  [-0.1, 0.460172162722971],
  [0.3, 0.6179114221889527],
  [0.9, 0.8159398746532405],
  [2, 0.9772498680518208],
  [5, 0.9999997133484281],
];

describe('the normal distribution', () => {
  test.each(VECTORS)('Φ(%d) has full relative precision', (x, expected) => {
    expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(4 * Number.EPSILON);
    if (x <= 0) {
      const ratio = expected / normalDensity(x);
      expect(Math.abs(millsRatio(x) / ratio - 1)).toBeLessThan(8 * Number.EPSILON);
    }
  });

  test('has its limits', () => {
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(-50)).toBe(0);
  });

  test('is symmetric and does not fall', () => {
    const x = fc.double({ min: -38, max: 38, noNaN: true });
    fc.assert(
      fc.property(x, x, (a, b) => {
        expect(normalCdf(a) + normalCdf(-a)).toBeCloseTo(1, 15);
        const [low, high] = a < b ? [a, b] : [b, a];
        // Two neighbouring doubles may swap by a last digit.
        expect(normalCdf(high)).toBeGreaterThanOrEqual(normalCdf(low) * (1 - 4 * Number.EPSILON));
      }),
    );
  });
});
