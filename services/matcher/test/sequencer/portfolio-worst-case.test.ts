import { type FiguresOf, GENESIS_TERMS, type MarketTerms, portfolioMargin, scenarioFigures } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WorkedPosition, worstPortfolioMargin } from '../../src/sequencer/portfolio-worst-case.ts';
import { future, option } from './dated-venue.ts';
import { scenarioPricesOf } from './scenario-prices.ts';
import { BTC, BTC_MARK } from './venue.ts';

const [FUTURE, CALL, PUT, FAR] = [3, 4, 5, 6];
const LISTED: readonly (readonly [MarketTerms, bigint])[] = [
  [GENESIS_TERMS[0]!, BTC_MARK],
  [future(FUTURE), 10_040_000n],
  [option(CALL, 'call', BTC_MARK), 300_000n],
  [option(PUT, 'put', 9_500_000n), 120_000n],
  [option(FAR, 'call', 11_500_000n), 40_000n],
];
const FIGURES = new Map(
  LISTED.map(([terms, mark]) => [
    terms.instrument,
    scenarioFigures(terms, mark, BTC_MARK, scenarioPricesOf(terms, mark, BTC_MARK)),
  ]),
);
const figuresOf: FiguresOf = (id) => FIGURES.get(id)!;

const lots = fc.bigInt(0n, 50n);
const worked = fc.uniqueArray(
  fc
    .record({
      instrument: fc.constantFrom(BTC, FUTURE, CALL, PUT, FAR),
      held: fc.bigInt(-40n, 40n),
      bought: fc.oneof(fc.constant(0n), lots),
      sold: fc.oneof(fc.constant(0n), lots),
      gain: fc.constantFrom(0n, 0n, 100_000n),
    })
    // Where nothing is bid nothing is won.
    .map((one): WorkedPosition => (one.bought === 0n ? { ...one, gain: 0n } : one)),
  { minLength: 1, maxLength: 5, selector: ({ instrument }) => instrument },
);

/** The need of the account with these lots traded, the gain of an instrument taken off where its bids fill. */
function need(positions: readonly WorkedPosition[], traded: readonly bigint[]): bigint {
  const after = positions.map(({ instrument, held }, i) => ({ instrument, size: held + traded[i]!, snapshot: 0n }));
  const won = positions.reduce((sum, { gain }, i) => sum + (traded[i]! > 0n ? gain : 0n), 0n);
  return portfolioMargin(after, figuresOf, 1).margin - (won << 24n);
}

/** Every outcome in which each instrument has nothing, all bids or all asks filled. */
function allOutcomes(positions: readonly WorkedPosition[]): bigint[][] {
  return positions.reduce<bigint[][]>(
    (outcomes, { bought, sold }) =>
      outcomes.flatMap((outcome) => [0n, bought, -sold].map((fill) => [...outcome, fill])),
    [[]],
  );
}

describe('what open orders may come to in portfolio margin', () => {
  it('is at least every outcome that is named, and never more than the worst there is', () => {
    let [exact, cases] = [0, 0];
    fc.assert(
      fc.property(worked, (positions) => {
        const worst = worstPortfolioMargin(positions, figuresOf, 1);
        const nothing = positions.map(() => 0n);
        const named = [nothing, positions.map(({ bought }) => bought), positions.map(({ sold }) => -sold)];
        positions.forEach(({ bought, sold }, i) => {
          named.push(nothing.with(i, bought), nothing.with(i, -sold));
        });
        for (const outcome of named) expect(need(positions, outcome) <= worst).toBe(true);
        const outcomes = allOutcomes(positions).map((outcome) => need(positions, outcome));
        expect(outcomes.includes(worst)).toBe(true);
        cases++;
        if (outcomes.every((one) => one <= worst)) exact++;
      }),
      { numRuns: 200 },
    );
    // What the greedy search misses is rare.
    expect(exact).toBeGreaterThan(cases * 0.9);
  });

  it('is nothing without positions and orders, and what is needed now without orders', () => {
    expect(worstPortfolioMargin([], figuresOf, 1)).toBe(0n);
    const idle = { bought: 0n, sold: 0n, gain: 0n };
    const positions = [
      { instrument: BTC, held: 10n, ...idle },
      { instrument: CALL, held: -20n, ...idle },
    ];
    expect(worstPortfolioMargin(positions, figuresOf, 1)).toBe(need(positions, [0n, 0n]));
  });

  it('finds orders that are harmless alone and not together', () => {
    // Each bid covers the short call; both are a long position of their own.
    const one = { sold: 0n, gain: 0n };
    const positions = [
      { instrument: BTC, held: 0n, bought: 20n, ...one },
      { instrument: FUTURE, held: 0n, bought: 20n, ...one },
      { instrument: CALL, held: -40n, bought: 0n, ...one },
    ];
    const both = need(positions, [20n, 20n, 0n]);
    expect(both).toBeGreaterThan(need(positions, [20n, 0n, 0n]));
    expect(worstPortfolioMargin(positions, figuresOf, 1)).toBeGreaterThanOrEqual(both);
  });
});
