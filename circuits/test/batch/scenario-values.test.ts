import { readFileSync } from 'node:fs';
import {
  INSTRUMENT_KIND,
  isOption,
  type MarketTerms,
  packScenarioPrices,
  packScenarios,
  scenarioStep,
  scenarioValues,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, future } from '../../../test/scenario/dated.ts';
import { perpetual } from '../../../test/scenario/world.ts';
import { FIELD, modulo } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'batch/scenario-margin.circom', main: 'ScenarioValues()' });
const PRICE = 1n << 36n;

interface Row {
  readonly terms: MarketTerms;
  readonly mark: bigint;
  readonly prices: readonly bigint[];
}
const input = ({ terms, mark, prices }: Row) => ({
  isOption: isOption(terms) ? 1n : 0n,
  mark,
  step: scenarioStep(mark),
  price: [...prices],
});
/** The gains of one lot, and the table as the round has it. */
const words = ({ terms, mark, prices }: Row): bigint[] => [
  ...packScenarios(scenarioValues(terms, mark, isOption(terms) ? prices : [])).map(modulo),
  ...packScenarioPrices(prices),
];

const OPTION = call(4, 1, 9_000_000n, 500_000);
const FUTURE = future(3, 1, 500_000);
const price = fc.oneof(fc.bigInt({ min: 0n, max: PRICE - 1n }), fc.constantFrom(0n, 1n, 20n, PRICE - 1n));
const row = fc.record({
  terms: fc.constantFrom(perpetual(1), FUTURE, OPTION, { ...OPTION, kind: INSTRUMENT_KIND.put }),
  mark: price,
  prices: fc.array(price, { minLength: 9, maxLength: 9 }),
});
const table = [0n, 1n, 2n, 300_000n, 4_000_000n, 5n, 6n, PRICE - 1n, 8n];
const option: Row = { terms: OPTION, mark: 412_345n, prices: table };
const linear: Row = { terms: FUTURE, mark: 9_512_345n, prices: table };

describe('ScenarioValues', () => {
  it('gives the words of the rules', async () => {
    await fc.assert(
      fc.asyncProperty(row, async (one) => {
        expect(await circuit.accepts(input(one))).toBe(true);
        expect(circuit.outputs(await circuit.calculate(input(one)))).toEqual(words(one));
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with the vectors', async () => {
    const path = new URL('../../../packages/protocol/test/vectors/scenario-margins.json', import.meta.url);
    const { rows } = JSON.parse(readFileSync(path, 'utf8')) as {
      rows: { mark: string; option: boolean; prices: string[]; words: string[] }[];
    };
    expect(rows.length).toBeGreaterThan(3);
    for (const { mark, option: isAnOption, prices, words: packed } of rows) {
      const price = isAnOption ? prices.map(BigInt) : new Array<bigint>(9).fill(0n);
      const of = { isOption: isAnOption ? 1n : 0n, mark: BigInt(mark), step: scenarioStep(BigInt(mark)), price };
      expect(circuit.outputs(await circuit.calculate(of))).toEqual([
        ...packed.map((word) => modulo(BigInt(word))),
        ...packScenarioPrices(price),
      ]);
    }
  });

  it('refuses a price out of range, in every place, of every kind', async () => {
    for (const one of [option, linear]) {
      for (let s = 0; s < 9; s++) {
        for (const value of adversarialValues(36)) {
          const price = table.with(s, value);
          expect(await circuit.accepts({ ...input(one), price }), `${s} ${value}`).toBe(value < PRICE);
        }
      }
    }
  });

  it('refuses every other step, fractions of the field included', async () => {
    const inverse = (() => {
      let [result, base, power] = [1n, 1n << 20n, FIELD - 2n];
      for (; power > 0n; power >>= 1n, base = (base * base) % FIELD) if (power & 1n) result = (result * base) % FIELD;
      return result;
    })();
    for (const mark of [0n, 1n, 20n, 9_512_345n, PRICE - 1n]) {
      const of = { ...input({ ...linear, mark }) };
      expect(await circuit.accepts(of)).toBe(true);
      const step = scenarioStep(mark);
      for (const other of [step + 1n, modulo(step - 1n), 1n << 32n, FIELD - 1n])
        expect(await circuit.accepts({ ...of, step: other }), `${mark} ${other}`).toBe(false);
      // a remainder in range whose step is no integer
      for (const rest of [0n, 1n, 12_345n, (1n << 20n) - 1n]) {
        const fraction = ((mark * 52_429n + rest) * inverse) % FIELD;
        if (fraction !== step) expect(await circuit.accepts({ ...of, step: fraction })).toBe(false);
      }
    }
  });

  it('no hint leads to other words', async () => {
    const bad = [
      { ...input(option), price: table.with(4, PRICE) },
      { ...input(linear), step: scenarioStep(linear.mark) + 1n },
    ];
    const report = await mutateHints(circuit, [input(option), input(linear), ...bad], { files: /^circuits\/|bitify/ });
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });

  it('no signal can be changed alone', async () => {
    for (const one of [option, linear])
      expect(sweepSignals(circuit, await circuit.calculate(input(one))).survivors).toEqual([]);
  });
});
