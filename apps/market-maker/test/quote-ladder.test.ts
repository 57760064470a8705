import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LadderParameters, type Quote, quoteLadder } from '../src/quote-ladder.ts';

const parameters: fc.Arbitrary<LadderParameters> = fc.record({
  levels: fc.integer({ min: 0, max: 6 }),
  halfSpreadPpm: fc.bigInt(1n, 20_000n),
  levelStepPpm: fc.bigInt(0n, 20_000n),
  skewPpm: fc.bigInt(0n, 50_000n),
  levelLots: fc.bigInt(1n, 1_000_000n),
  maxInventoryLots: fc.bigInt(1n, 10_000_000n),
});
const reference = fc.bigInt(1n, 1n << 34n);
const inventory = fc.bigInt(-20_000_000n, 20_000_000n);
const widening = fc.bigInt(1n, 4n);

const of = (quotes: readonly Quote[], side: Quote['side']) => quotes.filter((quote) => quote.side === side);
const lotsOf = (quotes: readonly Quote[], side: Quote['side']) =>
  of(quotes, side).reduce((total, { lots }) => total + lots, 0n);

describe('quoteLadder', () => {
  test('never crosses itself: every bid is below every ask, and positive', () => {
    fc.assert(
      fc.property(parameters, reference, inventory, widening, (p, ticks, lots, wider) => {
        const quotes = quoteLadder(p, ticks, lots, wider);
        for (const bid of of(quotes, 'buy')) {
          expect(bid.ticks).toBeGreaterThan(0n);
          for (const ask of of(quotes, 'sell')) expect(bid.ticks).toBeLessThan(ask.ticks);
        }
      }),
    );
  });

  test('filling a whole side never takes the position beyond its cap, nor further beyond it', () => {
    fc.assert(
      fc.property(parameters, reference, inventory, (p, ticks, lots) => {
        const quotes = quoteLadder(p, ticks, lots);
        for (const quote of quotes) expect(quote.lots).toBeGreaterThan(0n);
        const bought = lotsOf(quotes, 'buy');
        const sold = lotsOf(quotes, 'sell');
        expect(bought === 0n || lots + bought <= p.maxInventoryLots).toBe(true);
        expect(sold === 0n || lots - sold >= -p.maxInventoryLots).toBe(true);
      }),
    );
  });

  test('levels of a side are at distinct prices, from the best outwards', () => {
    fc.assert(
      fc.property(parameters, reference, inventory, (p, ticks, lots) => {
        for (const side of ['buy', 'sell'] as const) {
          const prices = of(quoteLadder(p, ticks, lots), side).map((quote) => quote.ticks);
          const sorted = [...new Set(prices)].sort((a, b) => (a < b === (side === 'sell') ? -1 : 1));
          expect(prices).toEqual(sorted);
        }
      }),
    );
  });

  test('a long position lowers both sides, a short one raises them', () => {
    fc.assert(
      fc.property(parameters, reference, fc.bigInt(1n, 10_000_000n), (p, ticks, lots) => {
        const flat = quoteLadder(p, ticks, 0n);
        for (const quote of quoteLadder(p, ticks, lots)) {
          const same = flat.find(({ side, level }) => side === quote.side && level === quote.level);
          if (same) expect(quote.ticks).toBeLessThanOrEqual(same.ticks);
        }
        for (const quote of quoteLadder(p, ticks, -lots)) {
          const same = flat.find(({ side, level }) => side === quote.side && level === quote.level);
          if (same) expect(quote.ticks).toBeGreaterThanOrEqual(same.ticks);
        }
      }),
    );
  });

  test('quotes around the reference as configured', () => {
    const p = {
      levels: 2,
      halfSpreadPpm: 250n,
      levelStepPpm: 350n,
      skewPpm: 600n,
      levelLots: 10n,
      maxInventoryLots: 100n,
    };
    expect(quoteLadder(p, 1_000_000n, 0n)).toEqual([
      { side: 'buy', level: 0, ticks: 999_750n, lots: 10n },
      { side: 'buy', level: 1, ticks: 999_400n, lots: 20n },
      { side: 'sell', level: 0, ticks: 1_000_250n, lots: 10n },
      { side: 'sell', level: 1, ticks: 1_000_600n, lots: 20n },
    ]);
    expect(quoteLadder(p, 1_000_000n, 95n).map(({ side, ticks, lots }) => [side, ticks, lots])).toEqual([
      ['buy', 999_180n, 5n],
      ['sell', 999_680n, 10n],
      ['sell', 1_000_030n, 20n],
    ]);
  });
});
