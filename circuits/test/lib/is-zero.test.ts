import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const include = 'lib/is-zero.circom';
const values = adversarialValues(32);

describe('IsZeroFlag', () => {
  it('is 1 for 0 and 0 for everything else', async () => {
    const circuit = await testCircuit({ include, main: 'IsZeroFlag()' });
    for (const value of values) {
      expect(circuit.outputs(await circuit.calculate({ in: value })), `${value}`).toEqual([value === 0n ? 1n : 0n]);
    }
  });

  it('reaches no other result by another hint', async () => {
    const circuit = await testCircuit({ include, main: 'IsZeroFlag()' });
    const report = await mutateHints(circuit, [{ in: 0n }, { in: 1n }, { in: 7n }, { in: -1n }]);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.escapes).toEqual([]);
  });
});

describe('NonZero', () => {
  it('refuses 0 only', async () => {
    const circuit = await testCircuit({ include, main: 'NonZero()' });
    for (const value of values) expect(await circuit.accepts({ in: value }), `${value}`).toBe(value !== 0n);
  });

  it('accepts no other hint', async () => {
    const circuit = await testCircuit({ include, main: 'NonZero()' });
    const report = await mutateHints(circuit, [{ in: 0n }, { in: 1n }, { in: 7n }]);
    expect(report.escapes).toEqual([]);
    expect(report.harmless).toEqual([]);
  });
});

describe('NonZeroIf', () => {
  it('refuses 0 when on, nothing when off', async () => {
    const circuit = await testCircuit({ include, main: 'NonZeroIf()' });
    for (const value of values) {
      expect(await circuit.accepts({ on: 1n, in: value }), `${value}`).toBe(value !== 0n);
      expect(await circuit.accepts({ on: 0n, in: value }), `${value}`).toBe(true);
    }
  });

  it('is not talked into accepting 0 by another hint', async () => {
    const circuit = await testCircuit({ include, main: 'NonZeroIf()' });
    const report = await mutateHints(circuit, [{ on: 1n, in: 0n }]);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });
});
