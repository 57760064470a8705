import { describe, expect, it } from 'vitest';
import { modulo } from '../../tooling/field.ts';
import { type TestCircuit, testCircuit } from '../rig/test-circuit.ts';

const EPOCHS = 2;
const X = 987_654_321_987_654_321_987_654_321n;
const BETA = 123_456_789_123_456_789_123_456_789n;
const powers = Array.from({ length: 13 }, (_, i) => modulo(BETA ** BigInt(i)));
const p = powers.slice(0, 11);
const above = powers.slice(11);

const opened = await testCircuit({ include: 'batch/market.circom', main: `OpenedMarketTerms(${EPOCHS})` });
const closed = await testCircuit({ include: 'batch/market.circom', main: `MarketRowTerms(${EPOCHS})` });
const settled = await testCircuit({ include: 'batch/settled-terms.circom', main: `SettledOpeningTerms(${EPOCHS})` });
const visit = await testCircuit({ include: 'batch/visit.circom', main: 'VisitTerms(1)' });
const entry = await testCircuit({ include: 'instructions/deposit.circom', main: 'L1EntryTerms()' });

/** The bus of rows has columns above the tag. */
const challenges = (circuit: TestCircuit) => (circuit === opened || circuit === closed ? { X, p, above } : { X, p });
const sumOf = async (circuit: TestCircuit, input: Record<string, unknown>): Promise<bigint> =>
  circuit.outputs(await circuit.calculate({ ...challenges(circuit), ...input } as never))[0]!;

const figures = { mark: [100n, 101n], im: [20n, 21n], mm: [30n, 31n], slope: [4n, 5n] };
const row = {
  live: 1n,
  position: 7n,
  listed: 0n,
  expired: 0n,
  instrument: 3n,
  staticWord: 1111n,
  mutableWord0: 2222n,
  mutableWord1: 3333n,
  indexLong1: 55n,
  indexShort1: 66n,
  openInterest0: 0n,
  openInterest1: 0n,
  low: 90n,
  high: 110n,
  bandReads: 0n,
  isOption: 1n,
  underlying: 2n,
  scenario: [71n, 72n],
  gain: [81n, 82n, 83n],
  ...figures,
  markReads: [0n, 0n],
};
const closedRow = {
  touched: 1n,
  unpriced: 0n,
  position: 7n,
  staticWord0: 1111n,
  staticWord1: 1111n,
  mutableWord0: 2222n,
  mutableWord1: 3333n,
  instrument: [3n, 3n],
  mark: figures.mark,
  scenario: [71n, 72n],
};
const opening = { on: 1n, instrument: 3n, indexLong: 55n, indexShort: 66n, reads: [0n, 0n] };
const unmoved = {
  ...Object.fromEntries(
    [
      ...[
        'on',
        'fresh',
        'id',
        'rows',
        'signedRows',
        'moves',
        'ownerReads',
        'cancelled',
        'modeChanged',
        'mode1',
        'liquidated',
        'deleveraged',
        'levyDebt',
        'debtPaid',
        'owner',
        'Ax',
        'Ay',
      ],
      ...['slots0', 'slots1', 'minGeneration0', 'minGeneration1', 'deposit', 'out', 'cash'],
    ].map((name) => [name, 0n]),
  ),
  traded: [0n],
  open: [0n],
  reduceSide: [0n],
  reduceReads: [0n],
};
/** A visit that looks up one position at epoch 1 and does nothing else. */
const reading = {
  ...unmoved,
  epoch: 1n,
  used: [1n],
  instrument: [3n],
  indexLong: [55n],
  indexShort: [66n],
  mark: [101n],
  im: [21n],
  mm: [31n],
  slope: [5n],
  isOption: [1n],
  isSettled: [0n],
  underlying: [2n],
  gain: [[81n, 82n, 83n]],
};
const figureless = { mark: [0n], im: [0n], mm: [0n], slope: [0n], isOption: [0n], isSettled: [1n], underlying: [0n] };

/** Whether what these add to the total cancels. */
const cancels = async (...sums: Promise<bigint>[]): Promise<boolean> =>
  modulo((await Promise.all(sums)).reduce((total, sum) => total + sum, 0n)) === 0n;
const refuses = async (circuit: TestCircuit, input: Record<string, unknown>): Promise<boolean> =>
  !(await circuit.accepts({ ...challenges(circuit), ...input } as never));
/** Every signal of these with a value one higher. */
const moved = <T extends Record<string, bigint[]>>(of: T): [string, Partial<T>][] =>
  Object.entries(of).map(([name, [value]]) => [name, { [name]: [value! + 1n] } as unknown as Partial<T>]);

describe('what a visit reads of an opened row', () => {
  const offered = (changed = {}) =>
    sumOf(opened, { ...row, markReads: [0n, 1n], ...changed }).then(async (sum) =>
      // without the term of the row itself, which goes to the closed rows
      modulo(sum - (await sumOf(opened, row))),
    );

  it('is what the row offers at that epoch', async () => {
    expect(await cancels(offered(), sumOf(visit, reading))).toBe(true);
    expect(await cancels(offered({ markReads: [1n, 0n] }), sumOf(visit, reading))).toBe(false);
    expect(await cancels(offered(), sumOf(visit, { ...reading, epoch: 0n }))).toBe(false);
  });

  const { used: _, ...columns } = reading;
  const looked = Object.fromEntries(
    Object.entries(columns).filter(([name]) => !(name in unmoved) && name !== 'epoch' && name !== 'gain'),
  ) as Record<string, bigint[]>;
  it.each(moved(looked))('is nothing else: %s', async (_, changed) => {
    expect(await cancels(offered(), sumOf(visit, { ...reading, ...changed }))).toBe(false);
  });
  it('names all ten columns of one number', () => expect(Object.keys(looked)).toHaveLength(10));

  it('has the gains of the scenarios at the last epoch, and none before', async () => {
    for (const w of [0, 1, 2]) {
      const gain = [reading.gain[0]!.with(w, 80n)];
      expect(await cancels(offered(), sumOf(visit, { ...reading, gain })), `${w}`).toBe(false);
    }
    const early = { ...reading, epoch: 0n, mark: [100n], im: [20n], mm: [30n], slope: [4n] };
    const offeredEarly = () => offered({ markReads: [1n, 0n] });
    expect(await cancels(offeredEarly(), sumOf(visit, { ...early, gain: [[0n, 0n, 0n]] }))).toBe(true);
    expect(await cancels(offeredEarly(), sumOf(visit, early))).toBe(false);
  });

  it('is not offered by an unused, a listed or an expired entry', async () => {
    for (const state of [{ live: 0n }, { listed: 1n }, { expired: 1n }]) {
      expect(await refuses(opened, { ...row, ...state }), JSON.stringify(Object.keys(state))).toBe(false);
      expect(await refuses(opened, { ...row, ...state, markReads: [0n, 1n] })).toBe(true);
      expect(await refuses(opened, { ...row, ...state, markReads: [1n, 0n] })).toBe(true);
      expect(await refuses(opened, { ...row, ...state, bandReads: 1n })).toBe(true);
    }
  });
});

describe('what a visit reads of an expired instrument', () => {
  const offered = (changed = {}) => sumOf(settled, { ...opening, reads: [0n, 1n], ...changed });
  const final = { ...reading, ...figureless, gain: [[0n, 0n, 0n]] };

  it('is its last indices and no figure', async () => {
    expect(await cancels(offered(), sumOf(visit, final))).toBe(true);
    expect(await cancels(offered({ reads: [1n, 0n] }), sumOf(visit, { ...final, epoch: 0n }))).toBe(true);
    expect(await cancels(offered({ reads: [1n, 0n] }), sumOf(visit, final))).toBe(false);
  });
  const { instrument, indexLong, indexShort } = final;
  it.each(moved({ instrument, indexLong, indexShort, ...figureless }))('is nothing else: %s', async (_, changed) => {
    expect(await cancels(offered(), sumOf(visit, { ...final, ...changed }))).toBe(false);
  });
  it('stands for no opened row, and no opened row for it', async () => {
    expect(await cancels(offered(), sumOf(visit, { ...final, isSettled: [0n] }))).toBe(false);
    const zeros = {
      mark: [0n, 0n],
      im: [0n, 0n],
      mm: [0n, 0n],
      slope: [0n, 0n],
      isOption: 0n,
      underlying: 0n,
      gain: [0n, 0n, 0n],
    };
    const read = await sumOf(opened, { ...row, ...zeros, markReads: [0n, 1n] });
    const unread = await sumOf(opened, { ...row, ...zeros });
    expect(modulo(read - unread + (await sumOf(visit, final)))).not.toBe(0n);
  });
  it('is not offered where nothing is opened', async () => {
    expect(await refuses(settled, { ...opening, on: 0n })).toBe(false);
    for (const reads of [
      [1n, 0n],
      [0n, 1n],
    ])
      expect(await refuses(settled, { ...opening, on: 0n, reads })).toBe(true);
  });
  it('counts every read', async () => {
    const twice = sumOf(settled, { ...opening, reads: [0n, 2n] });
    expect(await cancels(twice, sumOf(visit, final), sumOf(visit, final))).toBe(true);
    expect(await cancels(twice, sumOf(visit, final))).toBe(false);
  });
});

describe('the row of the state', () => {
  const WORD = { isRegister: 0n, isListed: 1n, account: 0n, deposited: 0n, owner: 1111n, Ax: 0n, Ay: 0n };

  it('is what the opened entry says', async () => {
    expect(await cancels(sumOf(opened, row), sumOf(closed, closedRow))).toBe(true);
    for (const [name, value] of Object.entries(closedRow)) {
      const changed = Array.isArray(value)
        ? [
            [value[0]! + 1n, value[1]!],
            [value[0]!, value[1]! - 1n],
          ]
        : [value + 1n];
      for (const other of changed)
        expect(await cancels(sumOf(opened, row), sumOf(closed, { ...closedRow, [name]: other })), name).toBe(false);
    }
  });

  it('is no row of a round that is of another instrument there, whatever its mark', async () => {
    const other = { ...closedRow, instrument: [3n, 4n] };
    expect(await cancels(sumOf(opened, row), sumOf(closed, other))).toBe(false);
    const recycled = { ...row, instrument: 4n };
    expect(await cancels(sumOf(opened, recycled), sumOf(closed, closedRow))).toBe(false);
    expect(await cancels(sumOf(opened, recycled), sumOf(closed, { ...closedRow, instrument: [4n, 4n] }))).toBe(true);
    // nor may an id and a mark stand for another id and mark
    const shifted = { ...closedRow, instrument: [2n, 3n], mark: [100n + (1n << 36n), 101n] };
    expect(await cancels(sumOf(opened, row), sumOf(closed, shifted))).toBe(true); // so ids and marks are ranged where they are signed
  });

  it('has no price while it is listed or expires, and only then', async () => {
    const zeros = { mark: [0n, 0n], im: [0n, 0n], mm: [0n, 0n], slope: [0n, 0n], scenario: [0n, 0n] };
    const emptied = { ...closedRow, unpriced: 1n, staticWord1: 0n, mutableWord1: 0n };
    const expiring = { ...row, ...zeros, expired: 1n, mutableWord1: 0n };
    expect(await cancels(sumOf(opened, expiring), sumOf(closed, emptied))).toBe(true);
    expect(await cancels(sumOf(opened, expiring), sumOf(closed, { ...emptied, unpriced: 0n }))).toBe(false);
    expect(await cancels(sumOf(opened, row), sumOf(closed, { ...closedRow, unpriced: 1n }))).toBe(false);
    // nor scenario prices
    expect(await cancels(sumOf(opened, { ...expiring, scenario: [0n, 72n] }), sumOf(closed, emptied))).toBe(false);
    // a row without a price is no priced row with the mark 0
    expect(await cancels(sumOf(opened, { ...row, ...zeros }), sumOf(closed, { ...closedRow, unpriced: 1n }))).toBe(
      false,
    );
  });

  it('was empty where it is listed, by the entry with these terms', async () => {
    const listing = { ...row, mark: [0n, 0n], scenario: [0n, 0n], listed: 1n, mutableWord0: 0n };
    const empty = { ...closedRow, unpriced: 1n, staticWord0: 0n, mutableWord0: 0n };
    expect(await cancels(sumOf(opened, listing), sumOf(closed, empty), sumOf(entry, WORD))).toBe(true);
    expect(await cancels(sumOf(opened, listing), sumOf(closed, empty))).toBe(false);
    expect(
      await cancels(sumOf(opened, listing), sumOf(closed, { ...empty, staticWord0: 1111n }), sumOf(entry, WORD)),
    ).toBe(false);
    expect(await cancels(sumOf(opened, listing), sumOf(closed, empty), sumOf(entry, { ...WORD, owner: 1112n }))).toBe(
      false,
    );
    expect(await cancels(sumOf(opened, listing), sumOf(closed, empty), sumOf(entry, { ...WORD, isListed: 0n }))).toBe(
      false,
    );
  });

  it('is empty after where it expires', async () => {
    const expiring = { ...row, mark: [0n, 0n], scenario: [0n, 0n], expired: 1n, mutableWord1: 0n };
    const emptied = { ...closedRow, unpriced: 1n, staticWord1: 0n, mutableWord1: 0n };
    expect(await cancels(sumOf(opened, expiring), sumOf(closed, emptied))).toBe(true);
    expect(await cancels(sumOf(opened, expiring), sumOf(closed, { ...emptied, staticWord1: 1111n }))).toBe(false);
  });
});
