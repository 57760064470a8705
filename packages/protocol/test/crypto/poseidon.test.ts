import { existsSync, readFileSync } from 'node:fs';
import { buildPoseidon } from 'circomlibjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIELD_PRIME, flat, mod, poseidon, sponge } from '../../src/index.ts';

const oracle = await buildPoseidon();
const element = fc.bigInt({ min: 0n, max: FIELD_PRIME - 1n });
const integer = fc.oneof(
  fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
  fc.constantFrom(0n, -1n, FIELD_PRIME, FIELD_PRIME - 1n, -FIELD_PRIME, 2n * FIELD_PRIME + 1n, 2n ** 256n),
);

describe('poseidon', () => {
  test('equals circomlibjs for every arity', () => {
    for (let arity = 1; arity <= 16; arity++) {
      fc.assert(
        fc.property(fc.array(element, { minLength: arity, maxLength: arity }), (inputs) => {
          expect(poseidon(inputs)).toBe(oracle.F.toObject(oracle(inputs)));
        }),
        { numRuns: 10 },
      );
    }
  });

  test('takes any integer as its residue', () => {
    fc.assert(
      fc.property(fc.array(integer, { minLength: 1, maxLength: 16 }), (inputs) => {
        expect(poseidon(inputs)).toBe(poseidon(inputs.map((x) => ((x % FIELD_PRIME) + FIELD_PRIME) % FIELD_PRIME)));
      }),
      { numRuns: 50 },
    );
    expect(mod(-1n)).toBe(FIELD_PRIME - 1n);
    expect(mod(FIELD_PRIME)).toBe(0n);
  });

  test('refuses no inputs and more than 16', () => {
    for (const count of [0, 17]) {
      expect(() => poseidon(new Array<bigint>(count).fill(0n))).toThrow(
        expect.objectContaining({ name: 'INVALID_PARAMS' }),
      );
    }
    expect(() => sponge([])).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
  });

  test('the sponge chains circomlib permutations, and differs by length', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 50 }), (inputs) => {
        let outputs = [BigInt(inputs.length)];
        for (let at = 0; at < inputs.length; at += 16) {
          const block = Array.from({ length: 16 }, (_, i) => inputs[at + i] ?? 0n);
          outputs = oracle(block, outputs[0]!, 4).map((output) => oracle.F.toObject(output));
        }
        expect(sponge(inputs)).toEqual({ C: outputs[1], X: outputs[2], beta: outputs[3] });
        expect(flat(inputs)).toBe(inputs.length <= 16 ? poseidon(inputs) : outputs[1]);
      }),
      { numRuns: 40 },
    );
    const seventeen = new Array<bigint>(17).fill(5n);
    expect(flat(seventeen)).not.toBe(flat([...seventeen, 0n]));
  });

  const published = process.env.TENOR_CRYPTO_VECTORS;
  if (!published || !existsSync(published)) {
    console.warn('SKIPPED: published iden3 vectors; set TENOR_CRYPTO_VECTORS to their JSON file');
  }
  test.skipIf(!published || !existsSync(published))('reproduces the numbers published by iden3', () => {
    const { poseidon: vectors } = JSON.parse(readFileSync(published!, 'utf8')) as {
      poseidon: { inputs: string[]; init_state: number; n_out: number; expected: string[] }[];
    };
    const plain = vectors.filter((vector) => vector.init_state === 0 && vector.n_out === 1);
    expect(plain.length).toBeGreaterThan(2);
    for (const { inputs, expected } of plain) expect(poseidon(inputs.map(BigInt))).toBe(BigInt(expected[0]!));
  });
});
