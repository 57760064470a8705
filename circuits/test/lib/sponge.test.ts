import { flat, poseidon, sponge } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const include = 'lib/sponge.circom';
const values = (n: number) => Array.from({ length: n }, (_, i) => (7n ** BigInt(100 + i) * BigInt(i)) % FIELD);

describe('Sponge(n) equals the TypeScript sponge', () => {
  it.each([1, 16, 17, 33])('n = %i', async (n) => {
    const circuit = await testCircuit({ include, main: `Sponge(${n})` });
    for (const elements of [values(n), values(n).fill(0n), values(n).fill(FIELD - 1n)]) {
      const { C, X, beta } = sponge(elements);
      expect(circuit.outputs(await circuit.calculate({ in: elements }))).toEqual([C, X, beta]);
    }
  });

  it('a shorter list padded with zeros is another list', async () => {
    const [short, long] = [
      await testCircuit({ include, main: 'Sponge(16)' }),
      await testCircuit({ include, main: 'Sponge(17)' }),
    ];
    const a = short.outputs(await short.calculate({ in: values(16) }));
    const b = long.outputs(await long.calculate({ in: [...values(16), 0n] }));
    expect(a).not.toEqual(b);
  });
});

describe('Flat(n) equals the TypeScript hash', () => {
  it.each([16, 17])('n = %i', async (n) => {
    const circuit = await testCircuit({ include, main: `Flat(${n})` });
    const expected = flat(values(n));
    if (n <= 16) expect(expected).toBe(poseidon(values(n)));
    expect(circuit.outputs(await circuit.calculate({ in: values(n) }))).toEqual([expected]);
  });
});
