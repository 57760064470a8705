import Decimal from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestSize, shareOfLargest } from '../src/model/sizing.ts';
import { btc } from './instruments.ts';

const context = {
  instrument: btc,
  price: '100000',
  side: 'buy' as const,
  freeCollateral: '10000',
  position: '0',
  reduceOnly: false,
};

describe('size slider', () => {
  it('spends the free collateral on margin and fee, in whole lots', () => {
    // 5 % margin and 0.05 % fee of 100,000 USD are 5,050 USD a BTC.
    expect(largestSize(context).toString()).toBe('1.98');
    expect(shareOfLargest(context, 50)).toBe('0.99');
  });

  it('is on the lot grid for every share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 10_000_000 }), (percent, cents) => {
        const size = shareOfLargest({ ...context, freeCollateral: (cents / 100).toFixed(2) }, percent);
        expect(new Decimal(size).mod(btc.lotSize).isZero()).toBe(true);
      }),
    );
  });

  it('closes exactly the position when reduce-only, and nothing on the same side', () => {
    expect(largestSize({ ...context, side: 'sell', position: '0.7', reduceOnly: true }).toString()).toBe('0.7');
    expect(largestSize({ ...context, side: 'buy', position: '0.7', reduceOnly: true }).toString()).toBe('0');
  });

  it('is zero without free collateral', () => {
    expect(largestSize({ ...context, freeCollateral: '-5' }).toString()).toBe('0');
  });
});
