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
  MM0: before.maintenance,
  MM1: after.maintenance,
  liquidated: 0n,
  deleveraged: 0n,
  lots: 0n,
  bankrupt: 0n,
  marginRises: 0n,
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
  const [E0, E1] = [before.equity << 25n, after.equity << 25n];
  const [IM0, IM1] = [2n * before.margin, 2n * after.margin];
  const [MM0, MM1] = [before.maintenance, after.maintenance];
  if (E1 >= IM1) return true;
  if (IM1 > IM0) return false;
  if (E1 >= MM1) return true;
  if (E0 >= 0n && E0 < MM0 && E1 * MM0 >= E0 * MM1) return true;
  return E0 < 0n && E1 >= E0 && MM1 <= MM0;
}

const shown = (states: readonly MarginState[]): string =>
  states.map(({ equity, margin, maintenance }) => `${equity} ${margin} ${maintenance}`).join(', ');

const USD = 1_000_000n;
/** Equity and margins in µUSD; the maintenance margin is half the initial one unless given. */
const state = (equity: bigint, margin: bigint, maintenance?: bigint): MarginState => ({
  equity,
  margin: margin << 24n,
  maintenance: maintenance === undefined ? margin << 24n : maintenance << 25n,
});

describe('AllowedChange', () => {
  it('some branch holds exactly when the rule allows the change, and branch 0 exactly when it is fully margined', async () => {
    const amount = fc.bigInt({ min: -1000n, max: 1000n });
    const part = fc.bigInt({ min: 0n, max: 1000n });
    const fraction = fc.oneof(
      part,
      part.map((x) => x << 24n),
    );
    const margined = fc
      .record({ equity: amount, margin: fraction, maintenance: fc.oneof(fraction, fc.constant(null)) })
      .map(({ maintenance, ...rest }) => ({ ...rest, maintenance: maintenance ?? rest.margin }));
    const eighths = fc.bigInt({ min: 0n, max: 9n });
    // both margins shrink, each by its own part, and the equity ends about where the maintenance ratio is kept
    const shrunk = fc
      .record({ before: margined, initial: eighths, kept: eighths, more: fc.bigInt({ min: -1n, max: 1n }) })
      .map(({ before, initial, kept, more }): [MarginState, MarginState] => [
        before,
        {
          equity: (before.equity * kept) / 8n + more,
          margin: (before.margin * initial) / 8n,
          maintenance: (before.maintenance * kept) / 8n,
        },
      ]);
    const taken = new Map<number | null, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.tuple(margined, margined), { arbitrary: shrunk, weight: 3 }),
        async ([before, after]) => {
          const accepted = await acceptedBranches(before, after);
          expect(accepted.length > 0).toBe(isAllowed(before, after));
          expect(accepted.includes(0)).toBe(after.equity << 24n >= after.margin);
          const engine = allowedChange(before, after, false);
          taken.set(engine, (taken.get(engine) ?? 0) + 1);
          expect(engine !== null).toBe(accepted.length > 0);
          if (engine !== null) expect(accepted).toContain(engine);
        },
      ),
      { numRuns: 500 },
    );
    for (const branch of [...branches, null]) expect(taken.get(branch) ?? 0, `branch ${branch}`).toBeGreaterThan(0);
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
    await judge(cases);
  });

  it('judges maintenance apart from initial margin', async () => {
    const more = (of: MarginState, part: 'margin' | 'maintenance'): MarginState => ({ ...of, [part]: of[part] + 1n });
    const debt = state(-USD, 10n * USD, 8n * USD);
    const cases: [string, MarginState, MarginState, boolean][] = [
      [
        'exactly a high maintenance margin',
        state(9n * USD, 10n * USD, 8n * USD),
        state(8n * USD, 10n * USD, 8n * USD),
        true,
      ],
      ['below it from above', state(9n * USD, 10n * USD, 8n * USD), state(8n * USD - 1n, 10n * USD, 8n * USD), false],
      [
        'exactly a low maintenance margin',
        state(3n * USD, 10n * USD, 2n * USD),
        state(2n * USD, 10n * USD, 2n * USD),
        true,
      ],
      [
        'below the low one from above',
        state(3n * USD, 10n * USD, 2n * USD),
        state(2n * USD - 1n, 10n * USD, 2n * USD),
        false,
      ],
      [
        'above it, margin growing by 2^-24',
        state(3n * USD, 10n * USD, 2n * USD),
        more(state(3n * USD, 10n * USD, 2n * USD), 'margin'),
        false,
      ],
      ['maintenance ratio kept', state(4n * USD, 10n * USD, 8n * USD), state(2n * USD, 6n * USD, 4n * USD), true],
      [
        'maintenance ratio worse',
        state(4n * USD, 10n * USD, 8n * USD),
        state(2n * USD - 1n, 6n * USD, 4n * USD),
        false,
      ],
      [
        'initial ratio kept, maintenance ratio worse',
        state(4n * USD, 10n * USD, 8n * USD),
        state(4n * USD - 1n, 5n * USD, 8n * USD),
        false,
      ],
      [
        'initial ratio worse, maintenance ratio kept',
        state(4n * USD, 10n * USD, 8n * USD),
        state(USD, 10n * USD, 2n * USD),
        true,
      ],
      [
        'ratio kept, margin growing by 2^-24',
        state(4n * USD, 10n * USD, 8n * USD),
        more(state(2n * USD, 10n * USD, 4n * USD), 'margin'),
        false,
      ],
      ['debt kept, margins kept', debt, debt, true],
      ['debt kept, maintenance growing by 2^-25', debt, more(debt, 'maintenance'), false],
      ['debt kept, initial margin growing by 2^-24', debt, more(debt, 'margin'), false],
      ['debt 1 µUSD larger', debt, { ...debt, equity: debt.equity - 1n }, false],
      [
        'a maintenance margin where none was',
        state(0n, 10n * USD, 0n),
        more(state(0n, 10n * USD, 0n), 'maintenance'),
        false,
      ],
    ];
    await judge(cases);
  });

  async function judge(cases: readonly [string, MarginState, MarginState, boolean][]): Promise<void> {
    for (const [name, before, after, allowed] of cases) {
      expect(isAllowed(before, after), name).toBe(allowed);
      expect((await acceptedBranches(before, after)).length > 0, name).toBe(allowed);
      expect(allowedChange(before, after, false) !== null, name).toBe(allowed);
    }
  }

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
      expect(circuit.outputs(witness)).toEqual([branch === 0 ? 1n : 0n, 0n, 0n]);
    }
  });

  it('holds at the widest values: equity ±2^89, margins 2^131', async () => {
    const [E, M] = [1n << 89n, 1n << 131n];
    const margins = [
      [0n, 0n],
      [1n, 1n],
      [M, M],
      [M, 1n],
      [1n, M],
    ] as const;
    const states = [-E, -1n, 0n, 1n, E].flatMap((equity) =>
      margins.map(([margin, maintenance]) => ({ equity, margin, maintenance })),
    );
    for (const before of states) {
      for (const after of states) {
        const accepted = await acceptedBranches(before, after);
        expect(accepted.length > 0, shown([before, after])).toBe(isAllowed(before, after));
      }
    }
  });

  it('no hint opens a refused change', async () => {
    const refused: [MarginState, MarginState][] = [
      [state(4n * USD, 10n * USD), state(2n * USD - 1n, 5n * USD)],
      [state(0n, 0n), state(-1n, 0n)],
      [state(-USD, 10n * USD), state(-USD - 1n, 0n)],
      [state(0n, 10n * USD, 0n), state(0n, 10n * USD, USD)],
    ];
    const inputs = refused.flatMap(([before, after]) => branches.map((branch) => input(before, after, branch)));
    const report = await mutateHints(circuit, inputs);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });
});
