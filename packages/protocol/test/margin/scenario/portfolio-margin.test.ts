import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, future, put } from '../../../../../test/scenario/dated.ts';
import { perpetual } from '../../../../../test/scenario/world.ts';
import {
  holding,
  type MarketTerms,
  marketFigures,
  type Position,
  portfolioMargin,
  type ScenarioFigures,
  STANDARD_MODE,
  scenarioGains,
  scenarioValues,
} from '../../../src/index.ts';

const MODE = 1;
const price = fc.bigInt({ min: 1n, max: 10n ** 8n });
const lots = fc.bigInt({ min: -(10n ** 7n), max: 10n ** 7n });
const TERMS: readonly ((underlying: number, strike: bigint) => MarketTerms)[] = [
  (underlying) => ({ ...perpetual(1), underlying }),
  (underlying) => future(3, underlying, 500_000),
  (underlying, strike) => call(4, underlying, strike, 500_000),
  (underlying, strike) => put(5, underlying, strike, 500_000),
];
const terms = fc
  .tuple(fc.constantFrom(...TERMS), fc.integer({ min: 1, max: 2 }), price)
  .map(([make, u, k]) => make(u, k));

const figures = fc.tuple(terms, price, price, fc.array(price, { minLength: 9, maxLength: 9 })).map(
  ([t, mark, index, table]): ScenarioFigures => ({
    ...marketFigures(t, mark, index),
    underlying: t.underlying,
    values: scenarioValues(t, mark, table),
  }),
);
interface Holding {
  readonly size: bigint;
  readonly figures: ScenarioFigures;
}
const holdings = fc.array(fc.record({ size: lots, figures }), { maxLength: 6 });

const positionsOf = (held: readonly Holding[]): Position[] =>
  held.map(({ size }, place) => ({ instrument: place + 1, size, snapshot: 0n }));
const marginOf = (held: readonly Holding[], mode: number) =>
  portfolioMargin(positionsOf(held), (instrument) => held[instrument - 1]!.figures, mode);
const standardOf = (held: readonly Holding[]) => {
  const parts = held.map(({ size, figures: of }) => holding(size, of));
  const sum = (name: 'value' | 'margin' | 'maintenance') => parts.reduce((total, part) => total + part[name], 0n);
  return { value: sum('value'), margin: sum('margin'), maintenance: sum('maintenance') };
};
const isScoped = ({ figures: { underlying } }: Holding): boolean => underlying === MODE;
const scopedOf = (held: readonly Holding[]) => held.filter(isScoped);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const ceilShift = (value: bigint, bits: bigint): bigint => (value + (1n << bits) - 1n) >> bits;

describe('portfolio margin', () => {
  it('is the rule as it is written, in 2^-25 µUSD', () => {
    fc.assert(
      fc.property(holdings, (held) => {
        const scoped = scopedOf(held);
        let worst = 0n;
        for (let s = 0; s < 9; s++) {
          let loss = 0n;
          for (const { size, figures: of } of scoped) loss -= size * of.values[s]!;
          worst = larger(worst, loss);
        }
        const standard = standardOf(scoped);
        const short = standardOf(scoped.map((one) => ({ ...one, size: -larger(one.size, -one.size) })));
        const long = scoped.filter(({ size, figures: { option } }) => option && size > 0n);
        const longValue = standardOf(long).value;
        const other = standardOf(held.filter((one) => !isScoped(one)));
        const initial = (worst << 25n) + 4n * short.margin; // a contingency of 1/8: 2^-23 × 2^2
        const result = marginOf(held, MODE);
        expect(result.value).toBe(standardOf(held).value);
        expect(result.loss).toBe(worst);
        expect(result.longOptions).toBe(longValue);
        // E - max(0, LV - IM/2) >= IM, solved for E
        const required = initial + larger(0n, (longValue << 25n) - initial / 2n);
        expect(2n * result.margin).toBe(required + 32n * other.margin);
        const maintained = (worst << 25n) + 4n * standard.margin;
        expect(4n * result.maintenance).toBe(3n * maintained + 64n * other.maintenance);
      }),
      { numRuns: 2000 },
    );
  });

  it('without a mode is the standard margin in finer units', () => {
    fc.assert(
      fc.property(holdings, (held) => {
        const standard = standardOf(held);
        const { margin, maintenance, loss } = marginOf(held, STANDARD_MODE);
        expect({ margin, maintenance, loss }).toEqual({
          margin: standard.margin << 4n,
          maintenance: standard.maintenance << 4n,
          loss: 0n,
        });
        const others = held.filter((one) => !isScoped(one));
        expect(marginOf(others, MODE)).toEqual(marginOf(others, STANDARD_MODE));
      }),
    );
  });

  it('covers every scenario of the grid: with equity at the initial margin none ends in debt', () => {
    let tight = 0;
    fc.assert(
      fc.property(holdings, (held) => {
        const { margin, loss } = marginOf(held, MODE);
        const equity = ceilShift(margin, 24n);
        const scoped = scopedOf(held).map(({ size, figures: { values } }) => ({ size, values }));
        const after = scenarioGains(scoped).map((gain) => equity + gain);
        expect(after.every((left) => left >= 0n)).toBe(true);
        // What is left after the worst one is the contingency, the credit kept back and the margins of other underlyings.
        if (loss > 0n) expect(after).toContain(equity - loss);
        if (loss > 0n) tight++;
      }),
      { numRuns: 2000 },
    );
    expect(tight).toBeGreaterThan(500);
  });

  it('is never negative, never above the parts, and grows with the size', () => {
    fc.assert(
      fc.property(holdings, holdings, fc.bigInt({ min: 2n, max: 9n }), (some, more, factor) => {
        const [a, b, both] = [some, more, [...some, ...more]].map((held) => marginOf(held, MODE));
        for (const { margin, maintenance, loss } of [a!, b!, both!]) {
          expect(margin >= 0n && maintenance >= 0n && loss >= 0n).toBe(true);
          // in the same unit
          expect(2n * margin >= maintenance).toBe(true);
        }
        expect(both!.margin <= a!.margin + b!.margin).toBe(true);
        expect(both!.maintenance <= a!.maintenance + b!.maintenance).toBe(true);
        const scaled = marginOf(
          some.map(({ size, figures: of }) => ({ size: size * factor, figures: of })),
          MODE,
        );
        expect(scaled.margin >= factor * a!.margin).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps long options without a debt above the maintenance margin, whatever falls', () => {
    const options = fc.array(fc.record({ size: lots, figures }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(options, fc.bigInt({ min: 0n, max: 10n ** 6n }), (held, cash) => {
        const long = held
          .filter(({ figures: { option } }) => option)
          .map(({ size, figures: of }) => ({ size: larger(size, -size), figures: of }));
        const { value, maintenance } = marginOf(long, MODE);
        expect((value + cash) << 25n >= maintenance).toBe(true);
      }),
    );
  });
});

describe('examples, one lot of $10 of BTC at $95,000 (1 lot = 1/9500 BTC)', () => {
  const index = 10_000_000n;
  const of = (t: MarketTerms, mark: bigint, table: readonly bigint[] = []): ScenarioFigures => ({
    ...marketFigures(t, mark, index),
    underlying: t.underlying,
    values: scenarioValues(t, mark, table),
  });
  const usd = (margin: bigint): number => Number(margin >> 14n) / 2 ** 10 / 1e6;

  it('a perpetual alone asks for 15 % and an eighth of its standard margin', () => {
    const { margin, maintenance } = marginOf(
      [{ size: -100n, figures: of(perpetual(1, { slopeRate: 0n }), index) }],
      MODE,
    );
    expect(usd(margin)).toBeCloseTo(150 + 100 / 8, 2);
    expect(usd(maintenance) / 2).toBeCloseTo((150 + 100 / 8) * 0.75, 2);
  });

  it('a perpetual against a future of the same price asks for the contingency alone', () => {
    const long = of(future(3, 1, 500_000, { slopeRate: 0n }), index);
    const short = of(perpetual(1, { slopeRate: 0n }), index);
    const { margin, loss } = marginOf(
      [
        { size: 100n, figures: long },
        { size: -100n, figures: short },
      ],
      MODE,
    );
    expect(loss).toBe(0n);
    expect(usd(margin)).toBeCloseTo((50 + 100) / 8, 2);
  });
});
