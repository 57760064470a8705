import { allowedChange, type MarginState } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'batch/margin.circom', main: 'AllowedChange()' });
const branches = [0, 1, 2, 3] as const;

const input = (before: MarginState, after: MarginState, branch: 0 | 1 | 2 | 3) => ({
  branch: [1, 2, 3].map((place) => (branch === place ? 1n : 0n)),
  E0: before.equity,
  E1: after.equity,
  IM0: before.margin,
  IM1: after.margin,
  liquidated: 0n,
  bankrupt: 0n,
  insurance: 0n,
  closed: 0n,
});

async function acceptedBranches(before: MarginState, after: MarginState): Promise<number[]> {
  const accepted: number[] = [];
  for (const branch of branches) if (await circuit.accepts(input(before, after, branch))) accepted.push(branch);
  return accepted;
}

/** The rule of section 5.4 written as it stands, without the shortcuts of circuit and engine. */
function isAllowed(before: MarginState, after: MarginState): boolean {
  const [E0, E1] = [before.equity << 21n, after.equity << 21n];
  const [IM0, IM1, MM0, MM1] = [2n * before.margin, 2n * after.margin, before.margin, after.margin];
  if (E1 >= IM1) return true;
  if (IM1 > IM0) return false;
  if (E1 >= MM1) return true;
  if (E0 >= 0n && E0 < MM0 && E1 * MM0 >= E0 * MM1) return true;
  return E0 < 0n && E1 >= E0 && MM1 <= MM0;
}

const USD = 1_000_000n;
const state = (equity: bigint, margin: bigint): MarginState => ({ equity, margin: margin << 20n });

describe('AllowedChange', () => {
  it('some branch holds exactly when the rule allows the change, and branch 0 exactly when it is fully margined', async () => {
    const amount = fc.bigInt({ min: -1000n, max: 1000n });
    const margin = fc.bigInt({ min: 0n, max: 1000n });
    const margined = fc.record({
      equity: amount,
      margin: fc.oneof(
        margin,
        margin.map((x) => x << 20n),
      ),
    });
    await fc.assert(
      fc.asyncProperty(margined, margined, async (before, after) => {
        const accepted = await acceptedBranches(before, after);
        expect(accepted.length > 0).toBe(isAllowed(before, after));
        expect(accepted.includes(0)).toBe(after.equity << 20n >= after.margin);
        const engine = allowedChange(before, after, false);
        expect(engine !== null).toBe(accepted.length > 0);
        if (engine !== null) expect(accepted).toContain(engine);
      }),
      { numRuns: 400 },
    );
  });

  it('judges the edges of every branch', async () => {
    const cases: [string, MarginState, MarginState, boolean][] = [
      ['exactly initial margin', state(0n, 0n), state(10n * USD, 10n * USD), true],
      ['1 µUSD below, margin growing', state(10n * USD, 9n * USD), state(10n * USD - 1n, 10n * USD), false],
      ['exactly maintenance, margin kept', state(10n * USD, 10n * USD), state(5n * USD, 10n * USD), true],
      ['below maintenance from above', state(6n * USD, 10n * USD), state(5n * USD - 1n, 10n * USD), false],
      ['ratio kept below maintenance', state(4n * USD, 10n * USD), state(2n * USD, 5n * USD), true],
      ['ratio worse below maintenance', state(4n * USD, 10n * USD), state(2n * USD - 1n, 5n * USD), false],
      ['negative, unchanged', state(-USD, 10n * USD), state(-USD, 10n * USD), true],
      ['negative, 1 µUSD worse with everything closed', state(-USD, 10n * USD), state(-USD - 1n, 0n), false],
      ['closed into bad debt from solvent', state(USD, 10n * USD), state(-1n, 0n), false],
      ['nothing held, nothing owed', state(0n, 0n), state(0n, 0n), true],
      ['debt from nothing', state(0n, 0n), state(-1n, 0n), false],
    ];
    for (const [name, before, after, allowed] of cases) {
      expect(isAllowed(before, after), name).toBe(allowed);
      expect((await acceptedBranches(before, after)).length > 0, name).toBe(allowed);
    }
  });

  it('takes no more than one branch, and no other selector', async () => {
    const fine = input(state(10n, 10n), state(10n, 10n), 0);
    for (const branch of [
      [1n, 1n, 0n],
      [0n, 1n, 1n],
      [2n, 0n, 0n],
      [-1n, 1n, 0n],
      [1n, 1n, -1n],
    ]) {
      expect(await circuit.accepts({ ...fine, branch })).toBe(false);
    }
  });

  it('says fully margined for branch 0 only', async () => {
    for (const branch of branches) {
      const witness = await circuit.calculateUnchecked(input(state(10n, 10n), state(10n, 10n), branch));
      expect(circuit.outputs(witness)).toEqual([branch === 0 ? 1n : 0n]);
    }
  });

  it('holds at the widest values: equity ±2^89, margin 2^131', async () => {
    const [E, M] = [1n << 89n, 1n << 131n];
    const states = [-E, -1n, 0n, 1n, E].flatMap((equity) => [0n, 1n, M].map((margin) => ({ equity, margin })));
    for (const before of states) {
      for (const after of states) {
        const accepted = await acceptedBranches(before, after);
        expect(accepted.length > 0, `${before.equity} ${before.margin} ${after.equity} ${after.margin}`).toBe(
          isAllowed(before, after),
        );
      }
    }
  });

  it('no hint opens a refused change', async () => {
    const refused: [MarginState, MarginState][] = [
      [state(4n * USD, 10n * USD), state(2n * USD - 1n, 5n * USD)],
      [state(0n, 0n), state(-1n, 0n)],
      [state(-USD, 10n * USD), state(-USD - 1n, 0n)],
    ];
    const inputs = refused.flatMap(([before, after]) => branches.map((branch) => input(before, after, branch)));
    const report = await mutateHints(circuit, inputs);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });
});
