import { derivePublicKey, oracleMessage, poseidon, sign } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const M = 8; // two words of marks, the second not full
const circuit = await testCircuit({ include: 'instructions/oracle-round.circom', main: `OracleRound(${M})` });
const secret = new Uint8Array(32).fill(7);
const key = derivePublicKey(secret);
const domain = 123_456_789n;
const marks = Array.from({ length: M }, (_, row) => (row === M - 1 ? (1n << 36n) - 1n : BigInt(row) * 1_000_001n));
const [round, time] = [77, 1_800_000_000];

function signed(message = oracleMessage(domain, { round, time, marks })) {
  const { R8, S } = sign(secret, message);
  const roundWord = BigInt(round) + (BigInt(time) << 40n);
  return { domain, roundWord, mark: marks, Ax: key.x, Ay: key.y, S, R8x: R8.x, R8y: R8.y };
}

describe('OracleRound', () => {
  it('accepts what the oracle signs, and outputs the hash that fixes all of it', async () => {
    const input = signed();
    const h = poseidon([input.R8x, input.R8y, key.x, key.y, oracleMessage(domain, { round, time, marks })]);
    expect(circuit.outputs(await circuit.calculate(input))).toEqual([h]);
  });

  it('refuses another mark in any row, another round, time or domain', async () => {
    const input = signed();
    for (let row = 0; row < M; row++) {
      const mark = marks.map((value, i) => (i === row ? value ^ 1n : value));
      expect(await circuit.accepts({ ...input, mark }), `row ${row}`).toBe(false);
    }
    expect(await circuit.accepts({ ...input, roundWord: input.roundWord + 1n })).toBe(false);
    expect(await circuit.accepts({ ...input, roundWord: input.roundWord + (1n << 40n) })).toBe(false);
    expect(await circuit.accepts({ ...input, domain: domain + 1n })).toBe(false);
  });

  it('has one reading: a mark cannot borrow from its neighbour', async () => {
    const input = signed();
    const borrowed = [...marks];
    borrowed[0] = (borrowed[0] as bigint) + (1n << 36n);
    borrowed[1] = (borrowed[1] as bigint) - 1n;
    expect(await circuit.accepts({ ...input, mark: borrowed })).toBe(false);
    for (const value of adversarialValues(36).filter((x) => x >= 1n << 36n)) {
      expect(await circuit.accepts({ ...input, mark: [value, ...marks.slice(1)] })).toBe(false);
    }
  });

  it('does not take the signature of an instruction', async () => {
    const { roundWord } = signed();
    const asInstruction = poseidon([
      domain,
      roundWord,
      marks.slice(0, 7).reduce((sum, mark, j) => sum + (mark << BigInt(36 * j)), 0n),
    ]);
    expect(await circuit.accepts(signed(asInstruction))).toBe(false);
  });
});
