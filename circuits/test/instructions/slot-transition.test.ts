import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'instructions/cancel.circom', main: 'SlotTransition()' });

interface Transition {
  readonly isOneShot: bigint;
  readonly generation: bigint;
  readonly revision: bigint;
  readonly dBase: bigint;
  readonly oldGeneration: bigint;
  readonly oldRevision: bigint;
  readonly oldFilled: bigint;
}

const word = (generation: bigint, revision: bigint, filled: bigint) => filled + (revision << 32n) + (generation << 46n);

/** The rule in plain words: null where the slot refuses. */
function expected(t: Transition): [carried: bigint, oldWord: bigint, newWord: bigint] | null {
  const { isOneShot, generation, revision, dBase, oldGeneration, oldRevision, oldFilled } = t;
  const same = generation === oldGeneration;
  if (generation < oldGeneration || (same && revision < oldRevision) || (same && isOneShot === 1n)) return null;
  const carried = same ? oldFilled : 0n;
  const filled = isOneShot === 1n ? (1n << 32n) - 1n : carried + dBase;
  return [carried, word(oldGeneration, oldRevision, oldFilled), word(generation, revision, filled)];
}

async function check(t: Transition): Promise<void> {
  const result = expected(t);
  expect(await circuit.accepts({ ...t })).toBe(result !== null);
  if (result) expect(circuit.outputs(await circuit.calculate({ ...t }))).toEqual(result);
}

const order: Transition = {
  isOneShot: 0n,
  generation: 500n,
  revision: 3n,
  dBase: 10n,
  oldGeneration: 500n,
  oldRevision: 3n,
  oldFilled: 20n,
};

describe('SlotTransition', () => {
  it('continues, starts afresh or refuses, around every edge', async () => {
    for (const isOneShot of [0n, 1n]) {
      for (const generation of [0n, 499n, 500n, 501n, (1n << 36n) - 1n]) {
        for (const revision of [0n, 2n, 3n, 4n, (1n << 14n) - 1n]) {
          await check({ ...order, isOneShot, generation, revision, dBase: isOneShot === 1n ? 0n : 10n });
        }
      }
    }
  });

  it('a one-shot is spent: the same generation and every older one is dead afterwards', async () => {
    const spent = { oldGeneration: 500n, oldRevision: 0n, oldFilled: (1n << 32n) - 1n, revision: 0n, dBase: 0n };
    for (const isOneShot of [0n, 1n]) {
      for (const generation of [499n, 500n, 501n]) await check({ ...spent, isOneShot, generation });
    }
  });

  it('agrees with the rule on random transitions', async () => {
    const near = (max: bigint) => fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max }));
    const transition = fc.record({
      isOneShot: fc.constantFrom(0n, 1n),
      generation: near((1n << 36n) - 1n),
      revision: near((1n << 14n) - 1n),
      dBase: fc.constant(0n),
      oldGeneration: near((1n << 36n) - 1n),
      oldRevision: near((1n << 14n) - 1n),
      oldFilled: near((1n << 32n) - 1n),
    });
    await fc.assert(fc.asyncProperty(transition, check), { numRuns: 300 });
  });

  it('ranges the old parts, so an old word has one reading', async () => {
    const parts = [
      ['oldGeneration', 36],
      ['oldRevision', 14],
      ['oldFilled', 32],
    ] as const;
    for (const [name, bits] of parts) {
      for (const value of adversarialValues(bits).filter((x) => x >= 1n << BigInt(bits))) {
        const fits = await circuit.accepts({ ...order, generation: (1n << 36n) - 1n, [name]: value });
        expect(fits, `${name} ${value}`).toBe(false);
      }
    }
  });

  it('reaches no other word by another hint', async () => {
    const report = await mutateHints(circuit, [
      { ...order },
      { ...order, generation: 501n },
      { ...order, isOneShot: 1n, dBase: 0n },
    ]);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.escapes).toEqual([]);
  });
});
