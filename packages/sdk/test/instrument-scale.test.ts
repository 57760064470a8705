import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InstrumentScale } from '../src/index.ts';
import { BTC_CALL, btcScale } from './support/instrument.ts';

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

describe('the fee limit of an option', () => {
  const call = new InstrumentScale(BTC_CALL);
  /** What the exchange charges for one lot at a price, µUSD: 0.03 % of the index, at most an eighth of the premium, rounded up. */
  const fee = (premium: bigint, index: bigint): bigint => {
    const ceil = (a: bigint, b: bigint) => (a + b - 1n) / b;
    const [byIndex, byPremium] = [ceil(index * 300n, 1_000_000n), ceil(premium, 8n)];
    if (byPremium < byIndex) return byPremium;
    return byIndex;
  };

  test('covers the fee at up to twice the limit, with and without the index', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1_000_000n), fc.bigInt(10_000n, 2_000_000n), (ticks, indexTicks) => {
        const [premium, index] = [call.microUsdPerLot(ticks), call.microUsdPerLot(indexTicks)];
        const tight = call.defaultMaxFeePerLot(ticks, call.priceText(indexTicks));
        expect(tight).toBeGreaterThanOrEqual(fee(2n * premium, index));
        expect(call.defaultMaxFeePerLot(ticks)).toBeGreaterThanOrEqual(tight);
        expect(tight).toBeLessThanOrEqual((2n * index * 300n) / 1_000_000n + 2n);
      }),
    );
  });

  test('knows when it expires', () => {
    expect(call.expiresAt).toBe(Date.UTC(2026, 2, 27, 8));
    expect(btcScale().expiresAt).toBeNull();
  });
});
