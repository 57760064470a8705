import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal, parseUsd } from '../src/index.ts';

describe('decimal text', () => {
  test('reads and writes exactly', () => {
    expect(parseUsd('1250.5')).toBe(1_250_500_000n);
    expect(parseDecimal('-0.001', 3)).toBe(-1n);
    expect(parseDecimal('1.500', 1)).toBe(15n);
    expect(formatDecimal(-1n, 6)).toBe('-0.000001');
    expect(formatDecimal(0n, 6)).toBe('0');
  });

  test.each(['', '.5', '1.', '01', '1e3', '+1', ' 1', '1,000', '0x10', 'NaN'])('refuses %j', (text) => {
    expect(() => parseDecimal(text, 6)).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
  });

  test('refuses what it would have to round', () => {
    expect(() => parseUsd('0.0000001')).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
  });

  test('text and integer are the same thing', () => {
    fc.assert(
      fc.property(fc.bigInt(-(1n << 90n), 1n << 90n), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        expect(parseDecimal(formatDecimal(value, decimals), decimals)).toBe(value);
      }),
    );
  });
});
