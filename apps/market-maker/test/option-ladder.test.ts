import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OptionParameters, type OptionView, optionLadder, optionLevelLots } from '../src/option-ladder.ts';
import type { Quote } from '../src/quote-ladder.ts';

const parameters: OptionParameters = {
  levels: 2,
  halfSpreadPoints: 1,
  levelStepPoints: 1,
  halfSpreadShare: 0.02,
  levelStepShare: 0.02,
  widestShare: 0.4,
  skew: 1.5,
  levelNotionalUsd: 50_000,
  levelDeltaUsd: 10_000,
  levelVegaUsd: 10,
  maxInventoryLevels: 8,
};
/** At the money on BTC, a week: $52 for a percentage point. */
const atTheMoney: OptionView = {
  markTicks: 2_900n,
  minTicks: 1n,
  tickUsd: 1,
  lotsPerUnit: 10_000,
  index: 95_000,
  greeks: { delta: 0.5, vega: 52 },
};
const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** So little of a price that adding it to one is rounded away. */
const vanishing = fc.constantFrom(5e-324, 1e-20, 9.122936069788713e-17);
const views: fc.Arbitrary<OptionView> = fc.record({
  markTicks: fc.bigInt(1n, 100_000n),
  minTicks: fc.constant(1n),
  tickUsd: fc.constantFrom(1, 0.1),
  lotsPerUnit: fc.constantFrom(1000, 10_000),
  index: amount(100, 200_000),
  greeks: fc.option(
    fc.record({ delta: amount(-1, 1), vega: fc.oneof({ weight: 5, arbitrary: amount(0, 300) }, vanishing) }),
  ),
});
const inventories = fc.bigInt(-100_000n, 100_000n);
const of = (quotes: readonly Quote[], side: Quote['side']) => quotes.filter((quote) => quote.side === side);

describe('quotes of an option', () => {
  test('are a percentage point of volatility away from the mark on both sides', () => {
    const { quotes } = optionLadder({ ...parameters, levels: 1 }, atTheMoney, 0n);
    expect(quotes.map(({ side, ticks }) => [side, ticks])).toEqual([
      ['buy', 2_847n],
      ['sell', 2_953n],
    ]);
  });

  test('without greeks are a share of the mark away', () => {
    const { quotes } = optionLadder({ ...parameters, levels: 1 }, { ...atTheMoney, greeks: null }, 0n);
    expect(quotes.map(({ ticks }) => ticks)).toEqual([2_841n, 2_959n]);
  });

  test('are at least two ticks apart, never below the least price, and better ones nearer', () => {
    fc.assert(
      fc.property(views, inventories, amount(1, 4), (view, inventory, widening) => {
        const { quotes } = optionLadder(parameters, view, inventory, widening);
        for (const bid of of(quotes, 'buy'))
          for (const ask of of(quotes, 'sell')) expect(ask.ticks - bid.ticks).toBeGreaterThanOrEqual(2n);
        for (const { ticks, lots } of quotes) {
          expect(ticks).toBeGreaterThanOrEqual(view.minTicks);
          expect(lots).toBeGreaterThan(0n);
        }
        for (const side of ['buy', 'sell'] as const) {
          const prices = of(quotes, side).map(({ ticks }) => ticks);
          const sorted = [...new Set(prices)].sort((a, b) => (a < b === (side === 'sell') ? -1 : 1));
          expect(prices).toEqual(sorted);
        }
      }),
    );
  });

  test('have two sides while the account is flat and the option is worth two ticks', () => {
    fc.assert(
      fc.property(
        views.filter(({ markTicks }) => markTicks >= 4n),
        (view) => {
          const { quotes } = optionLadder(parameters, view, 0n);
          expect(of(quotes, 'buy').length).toBeGreaterThan(0);
          expect(of(quotes, 'sell').length).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('never take the position beyond its cap', () => {
    fc.assert(
      fc.property(views, inventories, (view, inventory) => {
        const cap = optionLevelLots(parameters, view) * 8n;
        const { quotes } = optionLadder(parameters, view, inventory);
        const lotsOf = (side: Quote['side']) => of(quotes, side).reduce((sum, { lots }) => sum + lots, 0n);
        expect(lotsOf('buy') === 0n || inventory + lotsOf('buy') <= cap).toBe(true);
        expect(lotsOf('sell') === 0n || inventory - lotsOf('sell') >= -cap).toBe(true);
      }),
    );
  });

  test('lean away from an inventory', () => {
    const ask = (inventory: bigint) => of(optionLadder(parameters, atTheMoney, inventory).quotes, 'sell')[0]!.ticks;
    expect(ask(10_000n)).toBeLessThan(ask(0n));
    expect(ask(-10_000n)).toBeGreaterThan(ask(0n));
  });

  test('are the smaller, the more of delta and vega they carry', () => {
    const lots = (delta: number, vega: number) =>
      optionLevelLots(parameters, { ...atTheMoney, greeks: { delta, vega } });
    expect(lots(0.5, 52)).toBe(1_923n); // $10 of vega
    expect(lots(-0.9, 10)).toBe(1_169n); // $10,000 of delta
    expect(lots(0.05, 2)).toBe(5_263n); // $50,000 of the underlying
  });
});
