import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, formatFixed, parseFixed } from '../src/model/fixed-point.ts';

describe('fixed point', () => {
  it('reads back every integer it writes', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 70n), 2n ** 70n), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        expect(parseFixed(formatFixed(value, decimals), decimals)).toBe(value);
      }),
    );
  });

  it('refuses what is not a plain decimal or has too many places', () => {
    for (const text of ['', '.', '1e3', '0x10', '1,000', '1.', '--1', 'NaN', ' '])
      expect(parseFixed(text, 6)).toBeNull();
    expect(parseFixed('0.0000001', 6)).toBeNull();
    expect(parseFixed('0.1000000', 6)).toBe(100_000n);
  });

  it('counts the places of a grid', () => {
    expect(['1', '0.5', '0.001', '0.10'].map(decimalsOf)).toEqual([0, 1, 3, 1]);
  });
});
