import { challengeOf, evaluateWords, FIELD_PRIME, fromSparse, toSparse } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { violated } from '../../tooling/r1cs.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, cheated, type Scene, TEST } from './batch-rig.ts';
import { tradingScene } from './trading-scene.ts';

const [C, Y, R] = [1, 2, 3];
const VERIFIER = 0x7e57n;
let circuit: TestCircuit;
let trading: Scene;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
  trading = tradingScene();
});

/** The honest batch with r drawn as the contract draws it. */
async function bound() {
  const batch = cheated(trading, {});
  const sparse = toSparse(batch.words);
  const first = await circuit.calculate(batch.input as never);
  batch.input.r = challengeOf(VERIFIER, first[C]!, sparse);
  return { batch, sparse, witness: await circuit.calculate(batch.input as never) };
}

describe('publication', () => {
  it('proves the y that the contract computes from the words', async () => {
    const { batch, sparse, witness } = await bound();
    expect(witness[R]).toBe(challengeOf(VERIFIER, witness[C]!, sparse));
    expect(witness[Y]).toBe(evaluateWords(fromSparse(sparse, batch.words.length), witness[R]!));
    expect(violated(circuit.r1cs, witness)).toEqual([]);
  });
  it.each([
    ['C', C],
    ['y', Y],
    ['r', R],
  ])('refuses another %s', async (_, wire) => {
    const { witness } = await bound();
    witness[wire as number]! += 1n;
    expect(violated(circuit.r1cs, witness).length).toBeGreaterThan(0);
  });
  it('gives another y for any published word that differs', async () => {
    const { batch, witness } = await bound();
    batch.words.forEach((word, i) => {
      const lie = batch.words.map((w, j) => (i === j ? w + 1n : w));
      const r = challengeOf(VERIFIER, witness[C]!, toSparse(lie));
      expect(evaluateWords(lie, r), `word ${i} = ${word}`).not.toBe(witness[Y]);
      expect(r).not.toBe(witness[R]);
    });
  });
  it('draws another r for a word plus p, which evaluates alike', async () => {
    const { batch, witness } = await bound();
    const place = batch.words.findIndex((word) => word !== 0n);
    const lie = batch.words.map((word, i) => (i === place ? word + FIELD_PRIME : word));
    expect(evaluateWords(lie, witness[R]!)).toBe(witness[Y]);
    expect(challengeOf(VERIFIER, witness[C]!, toSparse(lie))).not.toBe(witness[R]);
  });
});

describe('coverage', () => {
  it('leaves no signal free but inverses of zero', async () => {
    const { witness } = await bound();
    const fixed = new Uint8Array(circuit.r1cs.wires);
    for (const constraint of circuit.r1cs.constraints) {
      const values = constraint.map(({ wires, coefficients }) =>
        wires.reduce((sum, wire, i) => sum + coefficients[i]! * witness[wire]!, 0n),
      );
      const slopes = new Map<number, [bigint, bigint, bigint]>();
      constraint.forEach(({ wires, coefficients }, part) => {
        wires.forEach((wire, i) => {
          const slope = slopes.get(wire) ?? [0n, 0n, 0n];
          slope[part] = coefficients[i]!;
          slopes.set(wire, slope);
        });
      });
      for (const [wire, [a, b, c]] of slopes)
        if ((values[0]! * b + values[1]! * a + a * b - c) % FIELD_PRIME !== 0n) fixed[wire] = 1;
    }
    const free: string[] = [];
    for (let wire = 1; wire < fixed.length; wire++)
      if (!fixed[wire]) free.push(circuit.symbols.nameOf.get(wire) ?? String(wire));
    // what the prover names where it decides nothing: the margin branch of an unused visit, the bound of the open interest of an unused entry,
    // whether a row is open to trade that nobody trades (0 is BTC, which trades, 1 is ETH, 2 to 4 are unused), whether long options count in full where
    // nobody has portfolio margin, and whether a margin rises where nobody is liquidated
    const undecided =
      /^main\.(branch\[3\]\[\d\]|capBinds\[[2-4]\]|tradable\[[1-4]\]|credited[01]\[[0-3]\]|marginRises\[[0-3]\])$/;
    expect(free.filter((name) => !/\.inv$/.test(name) && !undecided.test(name))).toEqual([]);
  });
});
