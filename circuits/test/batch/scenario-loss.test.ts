import { packScenarios, scenarioGains, worstLoss } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const K = 3;
const circuit = await testCircuit({ include: 'batch/scenario-margin.circom', main: `ScenarioLoss(${K})` });
const six = await testCircuit({ include: 'batch/scenario-margin.circom', main: 'ScenarioLoss(6)' });
const [LOTS, VALUE, SPACING] = [1n << 40n, 1n << 36n, 1n << 82n];

interface Held {
  readonly size: bigint;
  readonly values: readonly bigint[];
}
const at = (held: readonly Held[], loss: bigint) => ({
  size: held.map(({ size }) => size),
  word: held.map(({ values }) => packScenarios(values)),
  loss,
  left: scenarioGains(held).map((gain) => loss + gain),
});
const honest = (held: readonly Held[]) => at(held, worstLoss(scenarioGains(held)));

const lots = fc.oneof(
  fc.bigInt({ min: -10_000n, max: 10_000n }),
  fc.bigInt({ min: 1n - LOTS, max: LOTS - 1n }),
  fc.constantFrom(0n, 1n - LOTS, LOTS - 1n),
);
const value = fc.oneof(
  fc.bigInt({ min: 1n - VALUE, max: VALUE - 1n }),
  fc.constantFrom(0n, 1n, -1n, 1n - VALUE, VALUE - 1n),
);
const heldOf = (count: number) =>
  fc.array(fc.record({ size: lots, values: fc.array(value, { minLength: 9, maxLength: 9 }) }), {
    minLength: count,
    maxLength: count,
  });

const NINE = [-300n, -200n, -100n, 100n, 200n, 300n, -310n, 5n, 320n];
const sample: Held[] = [
  { size: -7n, values: NINE },
  { size: 4n, values: NINE.map((one) => one / 2n) },
  { size: 1n, values: new Array<bigint>(9).fill(9n) },
];

/** The same packed sums with one part larger by multiples of the spacing, and its neighbour smaller. */
const borrow = (left: readonly bigint[], s: number, units: bigint): bigint[] =>
  left.with(s, left[s]! + units * SPACING).with(s + 1, left[s + 1]! - units);

describe('ScenarioLoss', () => {
  it('takes the worst loss of the rules, and neither one more nor one less', async () => {
    await fc.assert(
      fc.asyncProperty(heldOf(K), async (held) => {
        const { loss } = honest(held);
        expect(await circuit.accepts(honest(held))).toBe(true);
        expect(await circuit.accepts(at(held, loss + 1n))).toBe(false);
        expect(await circuit.accepts(at(held, loss - 1n))).toBe(false);
        // twice as large: it would make a healthy account liquidatable
        expect(await circuit.accepts(at(held, 2n * loss + 1n))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('is complete at the widest sizes and values, for six positions', async () => {
    const signs = [1n, -1n];
    for (const a of signs) {
      for (const b of signs) {
        const held = Array.from({ length: 6 }, (_, k) => ({
          size: (k < 3 ? a : b) * (LOTS - 1n),
          values: NINE.map((one) => (one > 0n ? VALUE - 1n : 1n - VALUE)),
        }));
        expect(await six.accepts(honest(held))).toBe(true);
        expect(await six.accepts(at(held, honest(held).loss + 1n))).toBe(false);
      }
    }
    const nothing = Array.from({ length: 6 }, () => ({ size: 0n, values: new Array<bigint>(9).fill(0n) }));
    expect(await six.accepts(honest(nothing))).toBe(true);
    expect(await six.accepts(at(nothing, 1n))).toBe(false);
  });

  it('refuses a part that borrows from its neighbour', async () => {
    const fine = honest(sample);
    expect(await circuit.accepts(fine)).toBe(true);
    for (const s of [0, 1, 3, 4, 6, 7]) {
      for (const units of [1n, -1n, 2n]) {
        // the packed sums are the same: only the ranges see it
        const left = borrow(fine.left, s, units);
        expect(await circuit.accepts({ ...fine, left }), `${s} ${units}`).toBe(false);
      }
    }
  });

  it('refuses a loss one too small that is hidden in the next part', async () => {
    let hidden = 0;
    for (const factor of [1n, -1n, 3n]) {
      const held = sample.map(({ size, values }) => ({ size: size * factor, values }));
      const small = at(held, honest(held).loss - 1n);
      const place = small.left.indexOf(-1n);
      expect(place).toBeGreaterThanOrEqual(0);
      if (place % 3 === 2) continue; // no next part in its word
      const left = borrow(small.left, place, 1n);
      expect(await circuit.accepts({ ...small, left })).toBe(false);
      hidden++;
    }
    expect(hidden).toBeGreaterThan(0);
  });

  it('refuses values out of their range, in every place', async () => {
    const fine = honest(sample);
    for (const wide of adversarialValues(80).filter((one) => one >= 1n << 80n)) {
      expect(await circuit.accepts({ ...fine, loss: wide })).toBe(false);
      for (let s = 0; s < 9; s++) expect(await circuit.accepts({ ...fine, left: fine.left.with(s, wide) })).toBe(false);
    }
  });

  it('names each part: two of them cannot be exchanged', async () => {
    const fine = honest(sample);
    for (let s = 1; s < 9; s++) {
      const left = fine.left.with(0, fine.left[s]!).with(s, fine.left[0]!);
      expect(await circuit.accepts({ ...fine, left })).toBe(fine.left[0] === fine.left[s]);
    }
  });

  it('no hint lets another loss pass', async () => {
    const { loss } = honest(sample);
    const refused = [at(sample, loss + 1n), at(sample, loss - 1n)];
    const report = await mutateHints(circuit, refused, { files: /^circuits\/|bitify/ });
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });

  it('no signal can be changed alone', async () => {
    const { survivors } = sweepSignals(circuit, await circuit.calculate(honest(sample)));
    expect(survivors).toEqual([]);
  });
});
