import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, future, put } from '../../../../../test/scenario/dated.ts';
import { perpetual } from '../../../../../test/scenario/world.ts';
import {
  packScenarios,
  SCENARIO_GRID,
  SCENARIO_SPACING,
  SCENARIOS_PER_WORD,
  scenarioGains,
  scenarioValues,
  worstLoss,
} from '../../../src/index.ts';

const PRICE = 1n << 36n;
const price = fc.bigInt({ min: 0n, max: PRICE - 1n });
const prices = fc.array(price, { minLength: 9, maxLength: 9 });
const invalid = expect.objectContaining({ name: 'INVALID_PARAMS' });

describe('the grid', () => {
  it('has three words of scenarios, no scenario twice, and mirrors its moves', () => {
    expect(SCENARIO_GRID).toHaveLength(3 * SCENARIOS_PER_WORD);
    const names = SCENARIO_GRID.map(({ steps, volatility }) => `${steps} ${volatility}`);
    expect(new Set(names).size).toBe(names.length);
    const mirrored = SCENARIO_GRID.map(({ steps, volatility }) => `${0 - steps} ${volatility}`);
    expect(mirrored.sort()).toEqual(names.sort());
  });
});

describe('what one lot gains', () => {
  it('of a perpetual or future is at least its mark times the move, and less than a µUSD a step more', () => {
    fc.assert(
      fc.property(fc.constantFrom(perpetual(1), future(3, 1, 500_000)), price, (terms, mark) => {
        const values = scenarioValues(terms, mark);
        expect(values).toHaveLength(SCENARIO_GRID.length);
        values.forEach((value, s) => {
          const steps = BigInt(SCENARIO_GRID[s]!.steps);
          const [size, count] = steps < 0n ? [-value, -steps] : [value, steps];
          // 5 % is 1/20; the rate is above it by less than 1 in 2^20
          expect(20n * size >= count * mark).toBe(true);
          expect(20n * (size - count) <= count * (mark + (20n * mark) / 2n ** 20n + 1n)).toBe(true);
          expect(size < PRICE).toBe(true);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('of an option is its price in the scenario less its mark', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(call(4, 1, 9n, 500_000), put(5, 1, 9n, 500_000)),
        price,
        prices,
        (terms, mark, table) => {
          const values = scenarioValues(terms, mark, table);
          expect(values.map((value) => value + mark)).toEqual(table);
        },
      ),
    );
  });

  it('is refused for an option without its table, or with a price out of range', () => {
    const option = call(4, 1, 9n, 500_000);
    const table = new Array<bigint>(9).fill(5n);
    expect(() => scenarioValues(option, 5n)).toThrow(invalid);
    expect(() => scenarioValues(option, 5n, table.slice(1))).toThrow(invalid);
    expect(() => scenarioValues(option, 5n, table.with(3, -1n))).toThrow(invalid);
    expect(() => scenarioValues(option, 5n, table.with(8, PRICE))).toThrow(invalid);
    expect(scenarioValues(option, 5n, table.with(8, PRICE - 1n))[8]).toBe(PRICE - 6n);
  });
});

const amount = fc.bigInt({ min: 1n - (1n << 79n), max: (1n << 79n) - 1n });
const amounts = fc.array(amount, { minLength: 9, maxLength: 9 });

/** The amounts of packed words whose sums stay within half of the spacing. */
function unpack(words: readonly bigint[]): bigint[] {
  const spacing = BigInt(SCENARIO_SPACING);
  return words.flatMap((word) => {
    let rest = word;
    return Array.from({ length: SCENARIOS_PER_WORD }, () => {
      const part = BigInt.asIntN(SCENARIO_SPACING, rest);
      rest = (rest - part) >> spacing;
      return part;
    });
  });
}

describe('packed scenarios', () => {
  it('hold their amounts, and add up like them', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(unpack(packScenarios(a))).toEqual(a);
        const sum = packScenarios(a).map((word, w) => word + packScenarios(b)[w]!);
        expect(unpack(sum)).toEqual(a.map((x, s) => x + b[s]!));
        expect(sum).toEqual(packScenarios(a.map((x, s) => x + b[s]!)));
      }),
    );
  });
});

describe('the worst loss', () => {
  const lots = fc.bigInt({ min: -(1n << 40n), max: 1n << 40n });
  const value = fc.bigInt({ min: 1n - PRICE, max: PRICE - 1n });
  const positions = fc.array(fc.record({ size: lots, values: fc.array(value, { minLength: 9, maxLength: 9 }) }), {
    maxLength: 6,
  });

  it('is at least every loss and 0, and one of them', () => {
    fc.assert(
      fc.property(positions, (held) => {
        const gains = scenarioGains(held);
        const losses = SCENARIO_GRID.map((_, s) => {
          let loss = 0n;
          for (const { size, values } of held) loss -= size * values[s]!;
          return loss;
        });
        expect(gains).toEqual(losses.map((loss) => -loss));
        const worst = worstLoss(gains);
        expect([0n, ...losses]).toContain(worst);
        expect([0n, ...losses].every((loss) => loss <= worst)).toBe(true);
      }),
    );
  });
});
