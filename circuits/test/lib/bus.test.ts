import { describe, expect, it } from 'vitest';
import { FIELD, modulo } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const include = 'lib/bus.circom';

describe('Term', () => {
  it('is numerator / (X − T)', async () => {
    const circuit = await testCircuit({ include, main: 'Term()' });
    for (const numerator of adversarialValues(64)) {
      for (const T of [0n, 1n, FIELD - 1n, 1n << 250n]) {
        const X = 123456789n ** 5n;
        const [out] = circuit.outputs(await circuit.calculate({ numerator, T, X })) as [bigint];
        expect(modulo(out * (X - T))).toBe(numerator);
      }
    }
  });

  it('has one value where X ≠ T', async () => {
    const circuit = await testCircuit({ include, main: 'Term()' });
    const report = await mutateHints(circuit, [
      { numerator: 5n, T: 3n, X: 10n },
      { numerator: 0n, T: 3n, X: 10n },
      { numerator: -1n, T: 0n, X: 1n },
    ]);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.escapes).toEqual([]);
  });

  it('has ANY value where X = T and the numerator is 0: why every T is fixed before X is drawn', async () => {
    const circuit = await testCircuit({ include, main: 'Term()' });
    const report = await mutateHints(circuit, [{ numerator: 0n, T: 10n, X: 10n }]);
    expect(report.escapes.length).toBeGreaterThan(0);
    expect(await circuit.accepts({ numerator: 1n, T: 10n, X: 10n })).toBe(false);
  });
});

describe('Powers', () => {
  it('are beta^0 … beta^10, and two above the tag', async () => {
    const circuit = await testCircuit({ include, main: 'Powers()' });
    for (const beta of adversarialValues(253)) {
      let power = 1n;
      const expected = Array.from({ length: 13 }, () => {
        const value = power;
        power = (power * beta) % FIELD;
        return value;
      });
      expect(circuit.outputs(await circuit.calculate({ beta }))).toEqual(expected);
    }
  });
});

describe('tags', () => {
  it('are distinct and not 0', async () => {
    const { sources } = await testCircuit({ include, main: 'Term()' });
    const text = sources.get('circuits/src/lib/bus.circom') as string;
    const tags = [...text.matchAll(/function TAG_\w+\(\) \{ return (\d+); \}/g)].map(([, tag]) => Number(tag));
    expect(tags.length).toBeGreaterThan(10);
    expect(new Set(tags).size).toBe(tags.length);
    expect(Math.min(...tags)).toBeGreaterThan(0);
  });
});
