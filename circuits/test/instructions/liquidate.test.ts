import { LIQUIDATION_SLACK, liquidationRefusal, type MarginState } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'batch/margin.circom', main: 'AllowedChange()' });
const USD = 1_000_000n;
/** In dollars; the maintenance margin is half the initial one unless given. */
const dollars = (equity: bigint, margin: bigint, maintenance?: bigint): MarginState => ({
  equity: equity * USD,
  margin: (margin * USD) << 24n,
  maintenance: maintenance === undefined ? (margin * USD) << 24n : (maintenance * USD) << 25n,
});
/** Another equity in µUSD. */
const at = (equity: bigint, of: MarginState): MarginState => ({ ...of, equity });

interface Change {
  readonly before: MarginState;
  readonly after: MarginState;
  /** Initial margin of the closed lots, 2^-20 µUSD. */
  readonly closed: bigint;
  readonly insurance: bigint;
}

const input = ({ before, after, closed, insurance }: Change) => ({
  branch: [0n, 0n, 0n],
  E0: before.equity,
  E1: after.equity,
  IM0: before.margin,
  IM1: after.margin,
  MM0: before.maintenance,
  MM1: after.maintenance,
  liquidated: 1n,
  deleveraged: 0n,
  lots: 0n,
  bankrupt: before.equity < 0n ? 1n : 0n,
  marginRises: after.margin > before.margin ? 1n : 0n,
  insurance,
  closed,
});

/** The rule as docs/protocol/liquidate.md states it, in fractions of nothing: written apart from the engine's. */
function isAllowed({ before, after, closed, insurance }: Change): boolean {
  const unit = 1n << 24n;
  if (2n * before.equity * unit >= before.maintenance) return false;
  if (4n * (before.equity - (after.equity - insurance)) * unit > 16n * closed) return false;
  if (insurance < 0n) return false;
  const debt = before.equity < 0n ? before.equity : 0n;
  if (insurance > 0n) {
    // the least equity that is at least the debt's share of the margin that is left
    if (debt < 0n && before.margin === 0n) return false;
    const rises = after.margin > before.margin;
    const left = rises ? before.margin : after.margin;
    const reaches = (equity: bigint): boolean => equity * before.margin >= debt * left;
    return debt === 0n ? after.equity === 0n : reaches(after.equity) && !reaches(after.equity - 1n);
  }
  if (after.equity < debt) return false;
  return 4n * after.equity * unit <= 5n * after.margin + 4n * LIQUIDATION_SLACK * unit;
}

const whole = (usd: bigint): bigint => (usd * USD) << 20n;

describe('a liquidation', () => {
  it('is allowed by the circuit, the engine and the text alike', async () => {
    const usd = fc.bigInt({ min: -600n, max: 1200n });
    const margin = fc.bigInt({ min: 0n, max: 1200n });
    const maintenance = fc.option(margin, { nil: undefined });
    const change = fc.record({
      before: fc.tuple(usd, margin, maintenance).map(([e, m, mm]) => dollars(e, m, mm)),
      after: fc.tuple(fc.oneof(usd, fc.constant(0n)), margin, maintenance).map(([e, m, mm]) => dollars(e, m, mm)),
      closed: fc.bigInt({ min: 0n, max: 4000n }).map(whole),
      insurance: fc.oneof(
        fc.constant(0n),
        fc.bigInt({ min: 0n, max: 600n }).map((x) => x * USD),
      ),
    });
    let allowed = 0;
    await fc.assert(
      fc.asyncProperty(change, async (c) => {
        const expected = isAllowed(c);
        if (expected) allowed++;
        expect(liquidationRefusal(c.before, c.after, c.closed, c.insurance) === null).toBe(expected);
        expect(await circuit.accepts(input(c))).toBe(expected);
      }),
      { numRuns: 600 },
    );
    expect(allowed).toBeGreaterThan(20);
  });

  const fine: Change = { before: dollars(200n, 500n), after: dollars(180n, 150n), closed: whole(350n), insurance: 0n };
  const covered: Change = {
    before: dollars(-50n, 500n),
    after: dollars(0n, 0n),
    closed: whole(500n),
    insurance: 90n * USD,
  };
  it.each<[string, Change, boolean]>([
    ['a plain one', fine, true],
    ['exactly at the maintenance margin', { ...fine, before: dollars(250n, 500n) }, false],
    ['1 µUSD below it', { ...fine, before: at(250n * USD - 1n, dollars(0n, 500n)), after: dollars(200n, 150n) }, true],
    [
      'a plain one of a high maintenance margin',
      { ...fine, before: dollars(399n, 500n, 400n), after: dollars(280n, 150n, 120n), closed: whole(476n) },
      true,
    ],
    [
      'exactly at a high maintenance margin',
      { ...fine, before: dollars(400n, 500n, 400n), after: dollars(281n, 150n, 120n), closed: whole(476n) },
      false,
    ],
    [
      'exactly at a low maintenance margin',
      { ...fine, before: dollars(100n, 500n, 100n), after: dollars(80n, 150n, 30n) },
      false,
    ],
    [
      '2^-25 µUSD below a low maintenance margin',
      {
        ...fine,
        before: { ...dollars(100n, 500n, 100n), maintenance: ((200n * USD) << 24n) + 1n },
        after: dollars(80n, 150n, 30n),
      },
      true,
    ],
    [
      'to the most equity, whatever maintenance margin is left',
      { ...fine, before: dollars(290n, 700n), after: at(287_500_000n, dollars(0n, 150n, 1n)) },
      true,
    ],
    [
      '1 µUSD beyond it, whatever maintenance margin is left',
      { ...fine, before: dollars(290n, 700n), after: at(287_500_001n, dollars(0n, 150n, 400n)) },
      false,
    ],
    ['at the cost bound', { ...fine, closed: whole(80n) }, true],
    ['beyond the cost bound', { ...fine, closed: whole(80n) - 1n }, false],
    [
      'to the most equity',
      {
        ...fine,
        before: dollars(290n, 700n),
        after: at(287_500_000n, dollars(0n, 150n)),
      },
      true,
    ],
    [
      '1 µUSD beyond the most equity',
      { ...fine, before: dollars(290n, 700n), after: at(287_500_001n, dollars(0n, 150n)) },
      false,
    ],
    ['into debt', { ...fine, before: dollars(10n, 500n), after: at(-1n, dollars(0n, 0n)) }, false],
    ['a debt that stays', { ...fine, before: dollars(-10n, 500n), after: dollars(-10n, 200n) }, true],
    ['a debt that grows', { ...fine, before: dollars(-10n, 500n), after: at(-10n * USD - 1n, dollars(0n, 0n)) }, false],
    ['with insurance to zero', covered, true],
    ['with insurance beyond zero', { ...covered, after: at(1n, dollars(0n, 0n)), insurance: 90n * USD + 1n }, false],
    ['with insurance for a half', { ...covered, after: dollars(-25n, 250n), insurance: 40n * USD }, true],
    [
      'with insurance for a half, 1 µUSD too much',
      { ...covered, after: at(-25n * USD + 1n, dollars(0n, 250n)), insurance: 40n * USD + 1n },
      false,
    ],
    [
      'with insurance for a half, 1 µUSD too little',
      { ...covered, after: at(-25n * USD - 1n, dollars(0n, 250n)), insurance: 40n * USD - 1n },
      false,
    ],
    [
      'with insurance for half of the initial margin, all maintenance margin kept',
      { ...covered, after: dollars(-25n, 250n, 250n), insurance: 40n * USD },
      true,
    ],
    [
      'with insurance for the share of maintenance margin',
      { ...covered, after: dollars(-50n, 250n, 250n), insurance: 15n * USD },
      false,
    ],
    ['with insurance where the margin rises', { ...covered, after: dollars(-50n, 700n), insurance: 40n * USD }, true],
    [
      'with insurance where the margin rises, 1 µUSD too much',
      { ...covered, after: at(-50n * USD + 1n, dollars(0n, 700n)), insurance: 40n * USD + 1n },
      false,
    ],
    [
      'with insurance where the margin rises: the debt grows',
      { ...covered, after: dollars(-70n, 700n), insurance: 20n * USD },
      false,
    ],
    ['with insurance that hides a cost', { ...covered, insurance: 176n * USD }, false],
    ['with insurance for nothing', { ...covered, after: dollars(0n, 500n), closed: 0n, insurance: 50n * USD }, false],
    [
      'with insurance for a cost of a solvent account',
      { ...covered, before: dollars(5n, 500n), after: dollars(0n, 100n) },
      true,
    ],
    [
      'with insurance that leaves a solvent account 1 µUSD',
      { ...covered, before: dollars(5n, 500n), after: at(1n, dollars(0n, 100n)) },
      false,
    ],
  ])('%s', async (_, change, allowed) => {
    expect(isAllowed(change)).toBe(allowed);
    expect(await circuit.accepts(input(change))).toBe(allowed);
    expect(liquidationRefusal(change.before, change.after, change.closed, change.insurance) === null).toBe(allowed);
  });

  it('names no branch, and is not fully margined', async () => {
    for (const branch of [
      [1n, 0n, 0n],
      [0n, 1n, 0n],
      [0n, 0n, 1n],
      [-1n, 0n, 0n],
    ]) {
      expect(await circuit.accepts({ ...input(fine), branch })).toBe(false);
    }
    expect(circuit.outputs(await circuit.calculate(input(fine)))).toEqual([0n, 0n, 0n]);
  });

  it('cannot lie about a debt that insurance pays', async () => {
    const solvent: Change = { ...covered, before: dollars(5n, 500n), after: dollars(0n, 100n) };
    for (const [change, lie] of [
      [covered, 0n],
      [{ ...covered, after: dollars(0n, 250n) }, 0n],
      [{ ...covered, after: dollars(-25n, 250n) }, 0n],
      [solvent, 1n],
      [{ ...solvent, after: dollars(1n, 100n) }, 1n],
      [fine, 2n],
    ] as const) {
      expect(await circuit.accepts({ ...input(change), bankrupt: lie })).toBe(false);
    }
    expect(await circuit.accepts(input(solvent))).toBe(true);
    expect(await circuit.accepts(input({ ...covered, after: dollars(-25n, 250n) }))).toBe(true);
  });

  it('cannot lie about a margin that rises', async () => {
    const risen: Change = { ...covered, after: dollars(-50n, 700n), insurance: 40n * USD };
    const shared: Change = { ...covered, after: dollars(-25n, 250n), insurance: 40n * USD };
    expect(await circuit.accepts(input(risen))).toBe(true);
    for (const of of [risen, { ...risen, after: dollars(-70n, 700n), insurance: 20n * USD }])
      expect(await circuit.accepts({ ...input(of), marginRises: 0n })).toBe(false);
    // the fund would pay what closing costs, and leave the whole debt
    for (const of of [shared, { ...shared, after: dollars(-50n, 250n), insurance: 15n * USD }])
      expect(await circuit.accepts({ ...input(of), marginRises: 1n })).toBe(false);
    expect(await circuit.accepts({ ...input(risen), marginRises: 2n })).toBe(false);
    const kept: Change = { ...covered, after: dollars(-50n, 500n), closed: whole(200n), insurance: 40n * USD };
    for (const marginRises of [0n, 1n]) expect(await circuit.accepts({ ...input(kept), marginRises })).toBe(true);
  });

  it('alone takes insurance', async () => {
    const rich = { ...input(fine), E1: 0n, IM1: 0n, IM0: 0n, E0: 0n, closed: 0n, liquidated: 0n };
    expect(await circuit.accepts({ ...rich, insurance: 0n })).toBe(true);
    expect(await circuit.accepts({ ...rich, insurance: 1n })).toBe(false);
  });

  it('no hint opens a refused one', async () => {
    const refused = [
      { ...fine, before: dollars(250n, 500n) },
      { ...covered, after: at(-25n * USD + 1n, dollars(0n, 250n)) },
      { ...covered, after: at(1n, dollars(0n, 0n)) },
    ];
    const report = await mutateHints(circuit, refused.map(input));
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });
});
