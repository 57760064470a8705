import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const include = 'lib/range.circom';

describe('Range(n) accepts exactly 0 ≤ in < 2^n', () => {
  it.each([1, 14, 36, 63, 252])('n = %i', async (n) => {
    const circuit = await testCircuit({ include, main: `Range(${n})` });
    for (const value of adversarialValues(n)) {
      expect(await circuit.accepts({ in: value }), `${value}`).toBe(value < 1n << BigInt(n));
    }
    expect(circuit.constraints).toBe(n);
  });

  it('has no room for a second decomposition: 2^252 < p', () => {
    expect(1n << 252n).toBeLessThan(FIELD);
    expect(1n << 254n).toBeGreaterThan(FIELD);
  });

  it('cannot be instantiated with a width that aliases', async () => {
    await expect(testCircuit({ include, main: 'Range(253)' })).rejects.toThrow();
  });
});

describe('Bits(n)', () => {
  it('gives the bits, least significant first, and refuses what does not fit', async () => {
    const circuit = await testCircuit({ include, main: 'Bits(10)' });
    for (const value of adversarialValues(10)) {
      const fits = value < 1024n;
      expect(await circuit.accepts({ in: value }), `${value}`).toBe(fits);
      if (!fits) continue;
      const bits = circuit.outputs(await circuit.calculate({ in: value }));
      expect(bits).toEqual(Array.from({ length: 10 }, (_, i) => (value >> BigInt(i)) & 1n));
    }
  });

  it('no bit can be changed alone, and every constraint matters', async () => {
    const circuit = await testCircuit({ include, main: 'Bits(10)' });
    const report = sweepSignals(circuit, await circuit.calculate({ in: 0b1011001110n }));
    expect(report.survivors).toEqual([]);
    expect(report.neverViolated).toEqual([]);
  });
});

describe('Sign(n) accepts exactly −2^n ≤ in < 2^n', () => {
  it.each([1, 48, 62, 251])('n = %i', async (n) => {
    const circuit = await testCircuit({ include, main: `Sign(${n})` });
    const limit = 1n << BigInt(n);
    for (const value of adversarialValues(n)) {
      const signed = value > FIELD / 2n ? value - FIELD : value;
      const fits = -limit <= signed && signed < limit;
      expect(await circuit.accepts({ in: value }), `${signed}`).toBe(fits);
      if (fits) expect(circuit.outputs(await circuit.calculate({ in: value }))).toEqual([signed >= 0n ? 1n : 0n]);
    }
  });
});

describe('Bool', () => {
  it('accepts 0 and 1 only', async () => {
    const circuit = await testCircuit({ include, main: 'Bool()' });
    for (const value of adversarialValues(8)) expect(await circuit.accepts({ in: value }), `${value}`).toBe(value < 2n);
  });
});
