import { describe, expect, it } from 'vitest';
import { modulo } from '../../tooling/field.ts';
import { type TestCircuit, testCircuit } from '../rig/test-circuit.ts';

const X = 987_654_321_987_654_321_987_654_321n;
const BETA = 123_456_789_123_456_789_123_456_789n;
const p = Array.from({ length: 11 }, (_, i) => modulo(BETA ** BigInt(i)));
const levy = await testCircuit({ include: 'instructions/levy.circom', main: 'LevyTerms()' });
const visit = await testCircuit({ include: 'batch/visit.circom', main: 'VisitTerms(1)' });
const row = await testCircuit({ include: 'batch/row.circom', main: 'RowTerms()' });

const zeros = (names: string): Record<string, bigint> => Object.fromEntries(names.split(' ').map((name) => [name, 0n]));
const SCALARS = zeros(
  'on fresh id epoch rows signedRows moves ownerReads cancelled modeChanged mode1 liquidated deleveraged levyDebt debtPaid owner Ax Ay slots0 slots1 minGeneration0 minGeneration1 deposit out cash',
);
const PLACES = Object.fromEntries(
  Object.keys(
    zeros(
      'instrument traded indexLong indexShort mark im mm slope isOption isSettled underlying used open reduceSide reduceReads',
    ),
  ).map((name) => [name, [0n]]),
);
const debtor = { ...SCALARS, ...PLACES, gain: [[0n, 0n, 0n]], id: 7n, levyDebt: 1n, debtPaid: 90_000_000n };
const closing = {
  ...zeros(
    'isSigned isTrade isLiquidate isDeleverage class isTransfer isCancelAll isMarginMode low high sequence minGeneration owner Ax Ay slotIn slotOut base cash conserve out moved raised reduces',
  ),
  account: 7n,
  instrument: 3n,
  side: 1n,
  levies: 1n,
};
const taken = { levied: 1n, levyShort: 1n, levyAccount: 7n, levyPaid: 90_000_000n, instrument: 3n };
const sumOf = async (circuit: TestCircuit, input: Record<string, unknown>): Promise<bigint> =>
  circuit.outputs(await circuit.calculate({ X, p, ...input } as never))[0]!;
const cancels = async (changed: { levy?: object; visit?: object; row?: object }): Promise<boolean> => {
  const sums = await Promise.all([
    sumOf(levy, { ...taken, ...changed.levy }),
    sumOf(visit, { ...debtor, ...changed.visit }),
    sumOf(row, { ...closing, ...changed.row }),
  ]);
  return modulo(sums.reduce((total, sum) => total + sum, 0n)) === 0n;
};

describe('a levy', () => {
  it('finds the debt and the row that it is for', async () => {
    expect(await cancels({})).toBe(true);
    expect(await cancels({ levy: { levied: 0n }, visit: { levyDebt: 0n }, row: { levies: 0n } })).toBe(true);
  });

  it.each<[string, object]>([
    ['of another account', { levyAccount: 8n }],
    ['of another amount', { levyPaid: 90_000_001n }],
    ['of the other side', { levyShort: 0n }],
    ['of another instrument', { instrument: 4n }],
    ['twice', { levied: 2n }],
    ['none', { levied: 0n }],
  ])('finds none %s', async (_, changed) => {
    expect(await cancels({ levy: changed })).toBe(false);
  });

  it('needs both', async () => {
    expect(await cancels({ visit: { levyDebt: 0n } })).toBe(false);
    expect(await cancels({ row: { levies: 0n } })).toBe(false);
    expect(await cancels({ row: { account: 8n } })).toBe(false);
    expect(await cancels({ row: { side: 0n } })).toBe(false);
    expect(await cancels({ visit: { debtPaid: 1n } })).toBe(false);
    // the account of the row and of the debt are one
    expect(await cancels({ row: { account: 8n }, levy: { levyAccount: 8n } })).toBe(false);
  });
});

describe('a margin mode', () => {
  const signed = { levies: 0n, isMarginMode: 1n, instrument: 2n };
  const taken = { levyDebt: 0n, modeChanged: 1n, mode1: 2n };
  const found = async (ofRow: object, ofVisit: object): Promise<boolean> =>
    modulo(
      (await sumOf(row, { ...closing, ...signed, ...ofRow })) +
        (await sumOf(visit, { ...debtor, ...taken, ...ofVisit })),
    ) === 0n;

  it('is the one that the account has signed, once', async () => {
    expect(await found({}, {})).toBe(true);
    expect(await found({ isMarginMode: 0n }, { modeChanged: 0n })).toBe(true);
    expect(await found({ account: 8n }, {})).toBe(false);
    expect(await found({}, { mode1: 1n })).toBe(false);
    expect(await found({}, { modeChanged: 0n })).toBe(false);
    expect(await found({ isMarginMode: 0n }, {})).toBe(false);
    // two of them are not taken by one visit
    expect(await found({ isMarginMode: 2n }, {})).toBe(false);
  });
});

describe('a class', () => {
  const found = async (ofRow: object, ofVisit: object): Promise<boolean> =>
    modulo(
      (await sumOf(row, { ...closing, levies: 0n, ...ofRow })) +
        (await sumOf(visit, { ...debtor, levyDebt: 0n, rows: 1n, ...ofVisit })),
    ) === 0n;
  const visits = [
    { liquidated: 0n, deleveraged: 0n },
    { liquidated: 1n, deleveraged: 0n },
    { liquidated: 0n, deleveraged: 1n },
    { liquidated: 1n, deleveraged: 1n },
  ];
  it('of a row finds the visit of that class and no other', async () => {
    for (const [wanted, of] of visits.entries()) {
      for (const kind of [{ isSigned: 1n }, { isLiquidate: 1n }]) {
        const one = { ...kind, class: BigInt(wanted), slotIn: 5n, slotOut: 6n };
        const chain = 'isSigned' in kind ? { on: 1n, slots0: 5n, slots1: 6n, signedRows: 1n } : {};
        for (const other of visits) expect(await found(one, { ...chain, ...other })).toBe(other === of);
      }
    }
  });

  it('of deleveragings conserves by itself', async () => {
    const sum = (isDeleverage: bigint, conserve: bigint): Promise<bigint> =>
      sumOf(row, { ...closing, levies: 0n, isDeleverage, isTrade: 1n, conserve });
    /** What lots and money of a row add to the total. */
    const adds = async (isDeleverage: bigint, conserve: bigint): Promise<bigint> =>
      (await sum(isDeleverage, conserve)) - (await sum(isDeleverage, 0n));
    for (const kind of [0n, 1n]) expect(modulo((await adds(kind, 5n)) + (await adds(kind, -5n)))).toBe(0n);
    expect(modulo((await adds(0n, 5n)) + (await adds(1n, -5n)))).not.toBe(0n);
  });
});
