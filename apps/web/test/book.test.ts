import Decimal from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupLevels, ladder, spread, sweep } from '../src/model/book.ts';
import type { Level } from '../src/model/types.ts';
import { book } from './instruments.ts';

const sum = (levels: readonly Level[]): string =>
  levels.reduce((total, { size }) => total.plus(size), new Decimal(0)).toString();

const side = (direction: 1 | -1) =>
  fc
    .uniqueArray(
      fc.record({ ticks: fc.integer({ min: 1, max: 100_000 }), lots: fc.integer({ min: 1, max: 10_000 }) }),
      {
        selector: ({ ticks }) => ticks,
        maxLength: 40,
      },
    )
    .map((levels) =>
      levels
        .sort((a, b) => direction * (a.ticks - b.ticks))
        .map(({ ticks, lots }) => ({
          price: new Decimal(ticks).div(2).toString(),
          size: new Decimal(lots).div(1000).toString(),
        })),
    );

describe('grouping', () => {
  it('keeps the total size and never shows a price better than the levels in it', () => {
    const step = fc.constantFrom('0.5', '1', '5', '25', '50');
    fc.assert(
      fc.property(side(-1), side(1), step, (bids, asks, grid) => {
        const groupedBids = groupLevels(bids, grid, 'bid');
        const groupedAsks = groupLevels(asks, grid, 'ask');
        expect(sum(groupedBids)).toBe(sum(bids));
        expect(sum(groupedAsks)).toBe(sum(asks));
        if (bids[0]) expect(new Decimal(groupedBids[0]!.price).lte(bids[0].price)).toBe(true);
        if (asks[0]) expect(new Decimal(groupedAsks[0]!.price).gte(asks[0].price)).toBe(true);
        for (const { price } of [...groupedBids, ...groupedAsks])
          expect(new Decimal(price).mod(grid).isZero()).toBe(true);
      }),
    );
  });
});

describe('ladder', () => {
  it('adds running totals and shares of the deepest side', () => {
    const { bids, asks } = ladder(book.bids, book.asks, 10);
    expect(bids.map(({ total }) => total)).toEqual(['1', '3']);
    expect(asks.map(({ total }) => total)).toEqual(['0.5', '2']);
    expect(bids[1]?.share).toBe(1);
    expect(asks[1]?.share).toBeCloseTo(2 / 3);
  });

  it('measures the spread', () => {
    expect(spread(book.bids, book.asks)).toMatchObject({ difference: '10', middle: '99995' });
    expect(spread([], book.asks)).toBeNull();
  });

  it('sweeps levels for the average and worst price', () => {
    expect(sweep(book.asks, '1')).toEqual({ average: '100005', worst: '100010' });
    expect(sweep(book.asks, '2.001')).toBeNull();
  });
});
