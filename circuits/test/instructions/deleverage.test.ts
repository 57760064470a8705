import { counterpartyRefusal, deleveragedLots, liquidationRefusal, type MarginState } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';
import { type ChangeVector, shortfallVectors } from './shortfall-vectors.ts';

const row = await testCircuit({ include: 'instructions/deleverage.circom', main: 'Deleverage()' });
const proRata = await testCircuit({ include: 'instructions/deleverage.circom', main: 'ProRata()' });
const change = await testCircuit({ include: 'batch/margin.circom', main: 'AllowedChange()' });
const USD = 1_000_000n;
const UNIT = 1n << 20n;

describe('a row of a deleveraging', () => {
  const honest = {
    isDeleverage: 1n,
    instrument: 3n,
    side: 0n,
    limit: 10n * USD,
    atLimit: 70n * USD,
    dQuote: 70n * USD,
    fee: 0n,
    stressedInstrument: 3n,
    price: 10n * USD,
    debtorSide: 1n,
  };
  const classOf = async (changed: Partial<typeof honest>): Promise<bigint> =>
    row.outputs(await row.calculate({ ...honest, ...changed }))[0]!;

  it('is of a debtor on its side, of a counterparty on the other', async () => {
    expect(await classOf({})).toBe(2n);
    expect(await classOf({ side: 1n })).toBe(3n);
    expect(await classOf({ debtorSide: 0n })).toBe(3n);
    expect(await classOf({ side: 1n, debtorSide: 0n })).toBe(2n);
  });

  it.each([
    ['instrument', 4n],
    ['stressedInstrument', 3n + (1n << 40n)],
    ['limit', 10n * USD + 1n],
    ['price', 10n * USD - 1n],
    ['dQuote', 70n * USD + 1n],
    ['dQuote', 70n * USD - 1n],
    ['fee', 1n],
    ['fee', -1n],
  ] as const)('has one instrument, one exact price and no fee: %s %d', async (name, value) => {
    expect(await row.accepts({ ...honest, [name]: value })).toBe(false);
  });

  it('asks nothing of other rows', async () => {
    const other = { ...honest, isDeleverage: 0n, instrument: 9n, limit: 5n, dQuote: 1n, fee: 7n };
    for (const side of [0n, 1n]) expect(await classOf({ ...other, side })).toBe(0n);
  });
});

describe('ProRata', () => {
  it('closes exactly the part of a position that the engine does', async () => {
    const positions = fc.bigInt({ min: 1n, max: (1n << 47n) - 1n });
    const ratios = fc.oneof(fc.bigInt({ min: 0n, max: 1n << 32n }), fc.constantFrom(0n, 1n, 1n << 31n, 1n << 32n));
    await fc.assert(
      fc.asyncProperty(positions, ratios, async (size, ratio) => {
        const lots = deleveragedLots(-size, ratio);
        expect(lots).toBe(deleveragedLots(size, ratio));
        const accepts = (of: bigint) => proRata.accepts({ counterparty: 1n, size, lots: of, ratio });
        expect(await accepts(lots)).toBe(true);
        expect(await accepts(lots + 1n)).toBe(false);
        expect(await accepts(lots - 1n)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('asks nothing of other visits', async () =>
    expect(await proRata.accepts({ counterparty: 0n, size: 5n, lots: 3n, ratio: 1n })).toBe(true));
});

interface Change {
  readonly before: MarginState;
  readonly after: MarginState;
  /** Initial margin of the closed lots, 2^-20 µUSD, and those lots. */
  readonly closed: bigint;
  readonly lots: bigint;
  readonly insurance: bigint;
}
const dollars = (equity: bigint, margin: bigint): MarginState => ({
  equity: equity * USD,
  margin: (margin * USD) << 24n,
  maintenance: (margin * USD) << 24n,
});
const at = (equity: bigint, of: MarginState): MarginState => ({ ...of, equity });
const input = ({ before, after, closed, lots, insurance }: Change, debtor: boolean, branch = 0) => ({
  branch: [1, 2, 3].map((place) => (branch === place ? 1n : 0n)),
  E0: before.equity,
  E1: after.equity,
  IM0: before.margin,
  IM1: after.margin,
  MM0: before.maintenance,
  MM1: after.maintenance,
  liquidated: debtor ? 1n : 0n,
  deleveraged: 1n,
  bankrupt: debtor && before.equity < 0n ? 1n : 0n,
  marginRises: debtor && after.margin > before.margin ? 1n : 0n,
  insurance,
  closed,
  lots,
});

describe('the vectors', () => {
  const ofVector = ({ before, after, closed, lots, insurance }: ChangeVector): Change => {
    const stateOf = ({ equity, margin, maintenance }: ChangeVector['before']): MarginState => ({
      equity: BigInt(equity),
      margin: BigInt(margin),
      maintenance: BigInt(maintenance),
    });
    const amounts = { closed: BigInt(closed), lots: BigInt(lots), insurance: BigInt(insurance) };
    return { before: stateOf(before), after: stateOf(after), ...amounts };
  };
  const { lots, debtors, counterparties } = shortfallVectors();

  it('close that many lots of a position and no others', async () => {
    expect(lots.length).toBeGreaterThan(10);
    for (const one of lots) {
      const of = { counterparty: 1n, size: BigInt(one.size), ratio: BigInt(one.ratio), lots: BigInt(one.lots) };
      expect(await proRata.accepts(of)).toBe(true);
      for (const off of [1n, -1n]) expect(await proRata.accepts({ ...of, lots: of.lots + off })).toBe(false);
    }
  });

  it.each(debtors)('leave to a debtor: $name ($refusal)', async (vector) => {
    const of = ofVector(vector);
    expect(await change.accepts(input(of, true))).toBe(vector.refusal === null);
    if (vector.refusal !== null) return;
    const least = { ...of, after: at(BigInt(vector.owed), of.after) };
    expect(await change.accepts(input(least, true))).toBe(true);
    expect(await change.accepts(input({ ...of, after: at(BigInt(vector.owed) - 1n, of.after) }, true))).toBe(false);
  });

  it.each(counterparties)('leave to a counterparty: $name ($refusal)', async (vector) => {
    const of = ofVector(vector);
    const accepted = [];
    for (const branch of [0, 1, 2, 3]) accepted.push(await change.accepts(input(of, false, branch)));
    expect(accepted.includes(true)).toBe(vector.refusal === null);
  });
});

describe('the debtor of a deleveraging', () => {
  /** $300 of debt and 1000 lots with a margin of 50 cents each, of which 400 are closed: $180 may stay. */
  const fine: Change = {
    before: dollars(-300n, 500n),
    after: dollars(-180n, 300n),
    closed: 200n * USD * UNIT,
    lots: 400n,
    insurance: 20n * USD,
  };
  it.each<[string, Change, boolean]>([
    ['with its share', fine, true],
    ['with its share and nothing of the fund', { ...fine, insurance: 0n }, true],
    ['with 1 µUSD more of debt', { ...fine, after: at(-180n * USD - 1n, fine.after) }, false],
    ['with 1 µUSD a lot less', { ...fine, after: at(-180n * USD + 400n, fine.after) }, true],
    ['with more than 1 µUSD a lot less', { ...fine, after: at(-180n * USD + 401n, fine.after) }, false],
    ['that closes all', { ...fine, after: dollars(0n, 0n), closed: 500n * USD * UNIT, lots: 1000n }, true],
    ['of which closing raises the margin', { ...fine, after: dollars(-300n, 600n) }, true],
    [
      'of which closing raises the margin, with 1 µUSD a lot less of debt',
      { ...fine, after: at(-300n * USD + 400n, dollars(0n, 600n)) },
      true,
    ],
    [
      'of which closing raises the margin, with more than that less',
      { ...fine, after: at(-300n * USD + 401n, dollars(0n, 600n)) },
      false,
    ],
    [
      'of which closing raises the margin and the debt',
      { ...fine, after: at(-300n * USD - 1n, dollars(0n, 600n)) },
      false,
    ],
    ['that keeps its debt', { ...fine, after: dollars(-300n, 300n), insurance: 0n }, false],
    ['at a cost', { ...fine, insurance: 171n * USD }, false],
    ['without a debt', { ...fine, before: dollars(0n, 500n), after: dollars(0n, 300n), insurance: 0n }, false],
    ['with equity', { ...fine, before: dollars(10n, 500n), after: dollars(6n, 300n), insurance: 0n }, false],
    ['without a margin', { ...fine, before: dollars(-300n, 0n), after: dollars(-300n, 0n), insurance: 0n }, false],
  ])('%s', async (_, of, allowed) => {
    const { before, after, closed, lots, insurance } = of;
    expect(liquidationRefusal(before, after, closed, insurance, lots) === null).toBe(allowed);
    for (const bankrupt of [0n, 1n])
      expect(await change.accepts({ ...input(of, true), bankrupt })).toBe(allowed && bankrupt === 1n);
  });

  it('is a debt that is paid for, with or without the fund', async () => {
    for (const insurance of [0n, 20n * USD])
      expect(change.outputs(await change.calculate(input({ ...fine, insurance }, true)))).toEqual([0n, 0n, 1n]);
  });

  it('is judged like the engine does', async () => {
    const amount = fc.bigInt({ min: -500n, max: 20n });
    const margin = fc.bigInt({ min: 0n, max: 800n });
    const any = fc
      .record({
        equity: amount,
        margin,
        left: fc.bigInt({ min: 0n, max: 11n }),
        over: fc.bigInt({ min: -2n, max: 12n }),
        lots: fc.bigInt({ min: 0n, max: 10n }),
      })
      .map(({ equity, margin: m, left, over, lots }): Change => {
        const before = dollars(equity, m);
        const share = (before.equity * (left > 8n ? 8n : left)) / 8n;
        return {
          before,
          after: { ...dollars(0n, (m * left) / 8n), equity: share + over },
          closed: 1n << 60n,
          lots,
          insurance: 0n,
        };
      });
    let allowed = 0;
    await fc.assert(
      fc.asyncProperty(any, async (of) => {
        const expected = liquidationRefusal(of.before, of.after, of.closed, 0n, of.lots) === null;
        if (expected) allowed++;
        expect(await change.accepts(input(of, true))).toBe(expected);
      }),
      { numRuns: 300 },
    );
    expect(allowed).toBeGreaterThan(10);
  });

  it('no hint opens a refused one', async () => {
    const refused = [
      { ...fine, after: at(-180n * USD + 401n, fine.after) },
      { ...fine, after: at(-180n * USD - 1n, fine.after) },
    ];
    const report = await mutateHints(
      change,
      refused.map((of) => input(of, true)),
    );
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });
});

describe('a counterparty of a deleveraging', () => {
  /** $1000 and 1000 lots with a margin of 50 cents each, of which 400 are closed. */
  const fine: Change = {
    before: dollars(1000n, 500n),
    after: dollars(900n, 300n),
    closed: 200n * USD * UNIT,
    lots: 400n,
    insurance: 0n,
  };
  it.each<[string, Change, 0 | 1 | 2 | 3, boolean]>([
    ['that loses half of its margin', fine, 0, true],
    ['that loses all of it', { ...fine, after: dollars(800n, 300n) }, 0, true],
    ['that loses 1 µUSD more', { ...fine, after: at(800n * USD - 1n, fine.after) }, 0, false],
    ['to its maintenance margin', { ...fine, before: dollars(250n, 500n), after: dollars(150n, 300n) }, 1, true],
    ['to less', { ...fine, before: dollars(250n, 500n), after: at(150n * USD - 1n, dollars(0n, 300n)) }, 1, false],
    ['below it, no worse than before', { ...fine, before: dollars(200n, 500n), after: dollars(120n, 300n) }, 2, true],
    [
      'below it, worse',
      { ...fine, before: dollars(200n, 500n), after: at(120n * USD - 1n, dollars(0n, 300n)) },
      2,
      false,
    ],
    ['with a debt', { ...fine, before: dollars(-10n, 500n), after: dollars(-10n, 300n) }, 3, false],
    [
      'with a debt that goes',
      { ...fine, before: dollars(-10n, 500n), after: dollars(-10n, 0n), closed: 1n << 70n },
      3,
      false,
    ],
  ])('%s', async (_, of, branch, allowed) => {
    expect(counterpartyRefusal(of.before, of.after, of.closed) === null).toBe(allowed);
    const accepted = [];
    for (const b of [0, 1, 2, 3]) if (await change.accepts(input(of, false, b))) accepted.push(b);
    expect(accepted.length > 0).toBe(allowed);
    if (allowed) expect(accepted).toContain(branch);
  });

  it('is not paid by the fund, and is no debt that is paid for', async () => {
    expect(await change.accepts({ ...input(fine, false), insurance: 1n })).toBe(false);
    expect(await change.accepts({ ...input(fine, false), bankrupt: 1n })).toBe(false);
    expect(change.outputs(await change.calculate(input(fine, false)))).toEqual([1n, 1n, 0n]);
  });
});
