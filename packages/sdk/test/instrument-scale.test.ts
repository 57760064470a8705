import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { btcScale } from './support/instrument.ts';

describe('InstrumentScale', () => {
  const scale = btcScale();

  test('converts to what is signed', () => {
    expect(scale.lots('0.025')).toBe(250n);
    expect(scale.ticks('64250.5')).toBe(642_505n);
    expect(scale.microUsdPerLot(642_505n)).toBe(6_425_050n);
  });

  test('refuses what is off the grid instead of rounding it', () => {
    expect(() => scale.lots('0.00015')).toThrow(expect.objectContaining({ name: 'OFF_LOT' }));
    expect(() => scale.ticks('64250.55')).toThrow(expect.objectContaining({ name: 'OFF_TICK' }));
    expect(scale.ticksBelow('64250.59')).toBe(642_505n);
  });

  test('what it writes it reads back', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1n << 30n), fc.bigInt(1n, 1n << 32n), (ticks, lots) => {
        expect(scale.ticks(scale.priceText(ticks))).toBe(ticks);
        expect(scale.lots(scale.sizeText(lots))).toBe(lots);
      }),
    );
  });

  test('the default fee limit covers the taker fee at twice the limit, and fits its field', () => {
    fc.assert(
      fc.property(fc.bigInt(1000n, 160_000_000n), (ticks) => {
        const limit = scale.defaultMaxFeePerLot(ticks);
        expect(limit * 1_000_000n).toBeGreaterThanOrEqual(2n * scale.microUsdPerLot(ticks) * 500n);
        expect(limit).toBeLessThan(1n << 24n);
      }),
    );
  });

  test('refuses sizes and prices out of bounds', () => {
    expect(() => scale.check(scale.ticks('99.9'), 1n)).toThrow(expect.objectContaining({ name: 'PRICE_OUT_OF_RANGE' }));
    expect(() => scale.check(scale.ticks('100'), 0n)).toThrow(expect.objectContaining({ name: 'SIZE_OUT_OF_RANGE' }));
  });
});
