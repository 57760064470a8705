import { LEVY_DUST } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'batch/house.circom', main: 'House()' });
const honest = {
  feePool0: 100n,
  fees: 7n,
  insuranceFund0: 1000n,
  insured: 20n,
  fundFees: 3n,
  levied: 400n,
  paid: 1300n,
  stressed: 0n,
};
const accepts = (changed: Partial<typeof honest>): Promise<boolean> => circuit.accepts({ ...honest, ...changed });

describe('House', () => {
  it('sums what comes in and goes out', async () => {
    expect(circuit.outputs(await circuit.calculate(honest))).toEqual([107n, 123n]);
  });

  it.each<[Partial<typeof honest>, boolean]>([
    [{ paid: 1423n }, true],
    [{ paid: 1424n }, false],
    [{ fees: 0n }, true],
    [{ fees: -1n }, false],
    [{ fees: (1n << 62n) - 101n }, true],
    [{ fees: (1n << 62n) - 100n }, false],
    [{ insured: (1n << 62n) - 104n }, true],
    [{ insured: (1n << 62n) - 103n }, false],
  ])('pays nothing that it does not hold: %o', async (changed, allowed) => {
    expect(await accepts(changed)).toBe(allowed);
  });

  it.each([
    [1n, 0n, true],
    [1n, LEVY_DUST - 1n, true],
    [1n, LEVY_DUST, false],
    [1n, (1n << 62n) - 1n, false],
    [0n, LEVY_DUST, true],
    [0n, (1n << 62n) - 1n, true],
  ])('where winners pay (%d) the fund of %d µUSD after that: %s', async (stressed, fund, allowed) => {
    expect(await accepts({ stressed, insuranceFund0: fund, insured: 0n, fundFees: 0n, levied: 0n, paid: 0n })).toBe(
      allowed,
    );
  });
});
