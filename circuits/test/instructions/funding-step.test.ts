import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const include = 'instructions/funding-step.circom';
const circuit = await testCircuit({ include, main: 'FundingStep()' });
const base = { step: 0n, hours: 1n, fundingCapRate: 100n, mark: 5_000n, hour0: 400_000n, time: 400_001n * 3600n };
const accepts = (input: typeof base) => circuit.accepts(input);

describe('FundingStep', () => {
  it('is bounded by cap × mark × hours in both directions', async () => {
    const bound = base.fundingCapRate * base.mark * base.hours;
    for (const step of [0n, 1n, -1n, bound, -bound]) expect(await accepts({ ...base, step }), `${step}`).toBe(true);
    for (const step of [bound + 1n, -bound - 1n, (FIELD - 1n) / 2n, (FIELD + 1n) / 2n, 1n << 64n]) {
      expect(await accepts({ ...base, step }), `${step}`).toBe(false);
    }
  });

  it('does not move without an hour', async () => {
    expect(await accepts({ ...base, hours: 0n, step: 0n })).toBe(true);
    for (const step of [1n, -1n]) expect(await accepts({ ...base, hours: 0n, step })).toBe(false);
  });

  it('ranges the hours', async () => {
    const time = (1n << 40n) - 1n;
    for (const hours of adversarialValues(8)) {
      expect(await accepts({ ...base, hours, time }), `${hours}`).toBe(hours < 256n);
    }
  });

  it('is due at its hour and not before', async () => {
    expect(await accepts(base)).toBe(true);
    expect(await accepts({ ...base, time: base.time - 1n })).toBe(false);
    expect(await accepts({ ...base, time: base.time + 3599n })).toBe(true);
    expect(await accepts({ ...base, hours: 2n })).toBe(false);
  });

  it('agrees with the rule on random steps and counts the hours', async () => {
    const positive = (bits: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n });
    const input = fc.record({
      step: fc.bigInt({ min: -(1n << 64n), max: 1n << 64n }),
      hours: positive(8),
      fundingCapRate: positive(20),
      mark: positive(36),
      hour0: positive(20),
      time: positive(40),
    });
    await fc.assert(
      fc.asyncProperty(input, async (one) => {
        const bound = one.fundingCapRate * one.mark * one.hours;
        const due = one.time >= 3600n * (one.hour0 + one.hours);
        expect(await accepts(one)).toBe(due && -bound <= one.step && one.step <= bound);
        const witness = await circuit.calculateUnchecked(one);
        expect(circuit.outputs(witness)).toEqual([one.hour0 + one.hours]);
      }),
      { numRuns: 200 },
    );
  });
});
