import Decimal from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestSize, shareOfLargest } from '../src/model/sizing.ts';
import { btc, btcOption } from './instruments.ts';

const context = {
  instrument: btc,
  price: '100000',
  mark: '100000',
  index: '100000',
  side: 'buy' as const,
  freeCollateral: '10000',
  position: '0',
  reduceOnly: false,
  byScenarios: false,
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

  it('sizes options by premium when bought and by margin when sold', () => {
    const call = { ...context, instrument: btcOption('call', 100_000), price: '5000', mark: '5000' };
    // 5,000 USD of premium and 30 USD of fee a BTC.
    expect(largestSize(call).toString()).toBe('1.988');
    // 15 % of the index and the mark as margin, 30 USD of fee: about 20,030 USD a BTC.
    expect(largestSize({ ...call, side: 'sell' }).toString()).toBe('0.499');
    // Selling below the mark loses the difference at once.
    expect(largestSize({ ...call, side: 'sell', price: '4000' }).toString()).toBe('0.475');
  });

  it('promises no more than the position where scenarios decide', () => {
    const together = { ...context, byScenarios: true };
    expect(largestSize(together).toString()).toBe('0');
    expect(largestSize({ ...together, side: 'sell', position: '0.7' }).toString()).toBe('0.7');
    expect(largestSize({ ...together, side: 'buy', position: '0.7' }).toString()).toBe('0');
  });

  it('is zero without free collateral', () => {
    expect(largestSize({ ...context, freeCollateral: '-5' }).toString()).toBe('0');
  });
});
