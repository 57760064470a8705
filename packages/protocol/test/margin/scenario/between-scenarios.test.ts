import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, put } from '../../../../../test/scenario/dated.ts';
import { perpetual } from '../../../../../test/scenario/world.ts';
import {
  isOption,
  type MarketTerms,
  marketFigures,
  payoff,
  portfolioMargin,
  SCENARIO_GRID,
  scenarioStep,
  scenarioValues,
} from '../../../src/index.ts';

// An option at its expiry is its value in the money: the sharpest bend that a grid of prices can miss. Before expiry bends are rounder.
const INDEX = 10_000_000n;
const STEP = scenarioStep(INDEX);
const PARTS = 40n;

interface Leg {
  readonly terms: MarketTerms;
  readonly size: bigint;
}

const worthOf = (terms: MarketTerms, price: bigint): bigint => (isOption(terms) ? payoff(terms, price) : price);

function figuresOf(terms: MarketTerms) {
  const table = SCENARIO_GRID.map(({ steps }) => worthOf(terms, INDEX + BigInt(steps) * STEP));
  const mark = worthOf(terms, INDEX);
  return {
    ...marketFigures(terms, mark, INDEX),
    underlying: 1,
    values: scenarioValues(terms, mark, isOption(terms) ? table : []),
  };
}

function marginOf(legs: readonly Leg[]) {
  const positions = legs.map(({ size }, place) => ({ instrument: place + 1, size, snapshot: 0n }));
  return portfolioMargin(positions, (instrument) => figuresOf(legs[instrument - 1]!.terms), 1);
}

/** The most that the legs lose at any price inside the grid, µUSD. */
function worstBetween(legs: readonly Leg[]): bigint {
  let worst = 0n;
  for (let part = -3n * PARTS; part <= 3n * PARTS; part++) {
    const price = INDEX + (part * STEP) / PARTS;
    const gain = legs.reduce(
      (sum, { terms, size }) => sum + size * (worthOf(terms, price) - worthOf(terms, INDEX)),
      0n,
    );
    if (-gain > worst) worst = -gain;
  }
  return worst;
}

const strike = fc.bigInt({ min: 80n, max: 120n }).map((percent) => (INDEX * percent) / 100n);
const leg = fc.record({
  terms: fc
    .tuple(fc.constantFrom('perpetual', 'call', 'put'), strike)
    .map(([kind, k]) =>
      kind === 'perpetual' ? perpetual(1, { slopeRate: 0n }) : { call, put }[kind as 'call' | 'put'](4, 1, k, 500_000),
    ),
  size: fc.bigInt({ min: -20n, max: 20n }),
});

describe('between the scenarios', () => {
  it('the contingency covers what the grid does not see, for every portfolio at expiry', () => {
    let unseen = 0;
    fc.assert(
      fc.property(fc.array(leg, { minLength: 1, maxLength: 6 }), (legs) => {
        const { margin, loss } = marginOf(legs);
        const worst = worstBetween(legs);
        if (worst > loss) unseen++;
        // Steps are rounded up to whole µUSD: at most one a lot.
        const rounding = legs.reduce((sum, { size }) => sum + (size < 0n ? -size : size), 0n);
        expect((worst - rounding) << 24n <= margin).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(unseen).toBeGreaterThan(100);
  });

  it('a perpetual that is insured by options halfway between two scenarios: their own margin would not cover it', () => {
    const legs: Leg[] = [
      { terms: perpetual(1, { slopeRate: 0n, imRate: 52_429n }), size: 100n },
      { terms: put(4, 1, (INDEX * 875n) / 1000n, 500_000), size: 200n },
    ];
    const { loss, scopedMargin, margin } = marginOf(legs);
    const worst = worstBetween(legs);
    expect(worst > loss + (scopedMargin >> 23n)).toBe(true);
    expect(worst << 24n <= margin).toBe(true);
  });
});
