import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'instructions/register.circom', main: 'Register()' });
const empty = 4242n;
const fresh = {
  emptySlotsRoot: empty,
  fresh: 1n,
  on: 1n,
  oldHash: 99n,
  collateral0: 0n,
  slots0: empty,
  held: 0n,
  minGeneration0: 0n,
  mode0: 0n,
};
const old = { ...fresh, fresh: 0n, collateral0: -5n, slots0: 7n, held: 2n, minGeneration0: 3n, mode0: 2n };

describe('Register', () => {
  it('opens an account at the empty leaf, and any other visit at its own', async () => {
    expect(circuit.outputs(await circuit.calculate(fresh))).toEqual([0n]);
    expect(circuit.outputs(await circuit.calculate(old))).toEqual([old.oldHash]);
  });

  it('gives a fresh account nothing', async () => {
    for (const name of ['collateral0', 'held', 'minGeneration0', 'mode0'] as const) {
      for (const value of adversarialValues(62).filter((x) => x !== 0n)) {
        expect(await circuit.accepts({ ...fresh, [name]: value }), `${name} ${value}`).toBe(false);
      }
    }
    expect(await circuit.accepts({ ...fresh, slots0: 0n })).toBe(false);
    expect(await circuit.accepts({ ...fresh, slots0: empty + 1n })).toBe(false);
  });

  it('does not open an account in a visit that is off', async () => {
    expect(await circuit.accepts({ ...fresh, on: 0n })).toBe(false);
    expect(await circuit.accepts({ ...old, on: 0n })).toBe(true);
  });
});
