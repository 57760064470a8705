import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'instructions/margin-mode.circom', main: 'MarginMode()' });
const BYTE = 1n << 8n;

describe('MarginMode', () => {
  it('changes a mode only where a row says so, and tells whether the new one is standard', async () => {
    for (const mode0 of [0n, 1n, 2n, 255n]) {
      for (const mode1 of [0n, 1n, 2n, 255n]) {
        const changed = { modeChanged: 1n, mode0, mode1 };
        expect(circuit.outputs(await circuit.calculate(changed))).toEqual([mode1 === 0n ? 0n : 1n]);
        expect(await circuit.accepts({ ...changed, modeChanged: 0n }), `${mode0} to ${mode1}`).toBe(mode0 === mode1);
      }
    }
  });

  it('takes a byte and a boolean', async () => {
    for (const mode1 of adversarialValues(8))
      expect(await circuit.accepts({ modeChanged: 1n, mode0: 0n, mode1 }), `${mode1}`).toBe(mode1 < BYTE);
    for (const modeChanged of [2n, -1n, BYTE])
      expect(await circuit.accepts({ modeChanged, mode0: 1n, mode1: 1n })).toBe(false);
  });

  it('no hint changes what it says', async () => {
    const fine = [
      { modeChanged: 1n, mode0: 0n, mode1: 2n },
      { modeChanged: 0n, mode0: 2n, mode1: 2n },
    ];
    const report = await mutateHints(circuit, [...fine, { modeChanged: 0n, mode0: 1n, mode1: 2n }]);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.escapes).toEqual([]);
    for (const one of fine) {
      const { survivors } = sweepSignals(circuit, await circuit.calculate(one));
      // the old mode of a change is the leaf's to fix, and a change to the same mode is one: the bus has its row
      expect(survivors).toEqual(one.modeChanged === 1n ? ['main.mode0'] : ['main.modeChanged']);
    }
  });
});
