import { describe, expect, it } from 'vitest';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'batch/stressed-row.circom', main: 'StressedRow(3)' });
const rows = {
  stressed: [0n, 1n, 0n],
  instrument: [1n, 2n, 3n],
  openInterest: [10n, 20n, 30n],
  mark: [100n, 200n, 300n],
  im: [5n, 6n, 7n],
  isOption: [0n, 1n, 1n],
};
const outputs = async (stressed: bigint[]) => circuit.outputs(await circuit.calculate({ ...rows, stressed }));

describe('StressedRow', () => {
  it('is one of the opened rows, or none', async () => {
    expect(await outputs([1n, 0n, 0n])).toEqual([1n, 1n, 10n, 100n, 5n, 0n]);
    expect(await outputs([0n, 1n, 0n])).toEqual([1n, 2n, 20n, 200n, 6n, 1n]);
    expect(await outputs([0n, 0n, 1n])).toEqual([1n, 3n, 30n, 300n, 7n, 1n]);
    expect(await outputs([0n, 0n, 0n])).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
  });

  it('is not two', async () => {
    expect(await circuit.accepts({ ...rows, stressed: [1n, 1n, 0n] })).toBe(false);
    expect(await circuit.accepts({ ...rows, stressed: [1n, 1n, 1n] })).toBe(false);
  });
});
