import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { findHints, mutateHints } from './hint-mutation.ts';
import { sweepSignals } from './signal-sweep.ts';
import { testCircuit } from './test-circuit.ts';

// Templates with a known hole: what the rig finds here it would find in ours.
const FLOOR = `
template Floor(bounded) {
    signal input a, b;
    signal output quotient, remainder;
    quotient <-- a \\ b;
    remainder <== a - quotient * b;
    component q = Range(32); q.in <== quotient;
    component r = Range(32); r.in <== remainder;
    component less = Range(32); less.in <== bounded * (b - 1 - remainder);
}`;
const include = 'lib/range.circom';

describe('the rig finds known defects', () => {
  it('hint mutation finds a division without remainder < divisor, and passes the right one', async () => {
    const inputs = [{ a: 101n, b: 10n }];
    const broken = await mutateHints(await testCircuit({ include, main: 'Floor(0)', declarations: FLOOR }), inputs);
    expect(broken.escapes.map(({ otherOutputs }) => otherOutputs)).toContainEqual([9n, 11n]);
    const right = await mutateHints(await testCircuit({ include, main: 'Floor(1)', declarations: FLOOR }), inputs);
    expect(right.escapes).toEqual([]);
    expect(right.refused).toBe(right.mutants);
  });

  it('the generator without assertions shows a missing constraint that an assertion hides', async () => {
    const declarations =
      'template T() { signal input a; signal output b; b <== a * a; assert(a < 10); a * (a - 3) === 0; }';
    const circuit = await testCircuit({ include, main: 'T()', declarations });
    await expect(circuit.calculate({ a: 5n })).rejects.toThrow(/assertion failed/);
    expect(await circuit.accepts({ a: 5n })).toBe(false);
    expect(await circuit.refusal({ a: 5n })).toContain('a');
    expect(await circuit.accepts({ a: 3n })).toBe(true);
    const onlyAsserted = 'template T() { signal input a; signal output b; b <== a * a; assert(a < 10); }';
    const hidden = await testCircuit({ include, main: 'T()', declarations: onlyAsserted });
    await expect(hidden.calculate({ a: 50n })).rejects.toThrow(/assertion failed/);
    expect(await hidden.accepts({ a: 50n })).toBe(true);
  });

  it('the sweep names a signal that nothing fixes', async () => {
    const declarations =
      'template T() { signal input a; signal output b, c; b <== a * a; c <-- a; b * (a - 2) === 0; }';
    const circuit = await testCircuit({ include, main: 'T()', declarations });
    const { survivors } = sweepSignals(circuit, await circuit.calculate({ a: 2n }));
    expect(survivors).toEqual(['main.c']);
  });

  it('finds hints with their place, and not those in comments', async () => {
    const circuit = await testCircuit({ include, main: 'Floor(1)', declarations: `// a <-- b;${FLOOR}` });
    expect(findHints(circuit.sources)).toMatchObject([{ target: 'quotient', expression: ' a \\ b' }]);
  });
});

describe('inputs', () => {
  it('refuses what circom would silently reduce, drop or pad', async () => {
    const circuit = await testCircuit({ include, main: 'Bits(8)' });
    await expect(circuit.calculate({ in: FIELD + 1n })).rejects.toThrow(/no field element/);
    await expect(circuit.calculate({ in: [1n, 2n] })).rejects.toThrow(/takes 1 values/);
    await expect(circuit.calculate({ out: 1n })).rejects.toThrow(/no input out/);
    await expect(circuit.calculate({})).rejects.toThrow(/missing/);
  });
});
