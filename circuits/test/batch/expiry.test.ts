import { finalIndices, INSTRUMENT_KIND, marketMutableWord, settledTree } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCircuit } from '../rig/test-circuit.ts';
import { PERPETUAL } from './opened-market-input.ts';

const [ROWS, UNDERLYINGS, DEPTH] = [2, 2, 2];
const circuit = await testCircuit({
  include: 'batch/expiry.circom',
  main: `Expiry(${[ROWS, UNDERLYINGS, DEPTH].join(', ')})`,
});
const HOUR = 500_040;
const { perpetual, future, call, put } = INSTRUMENT_KIND;
const SETTLEMENT = [11_000_000n, 3_000_000n] as const;
const SETTLED = new Map([
  [4, { indexLong: 1n << 24n, indexShort: 2n << 24n }],
  [5, { indexLong: -7n, indexShort: 9n }],
]);

/** An opened row, as far as its expiry goes. */
interface Row {
  readonly instrument: number;
  readonly kind: number;
  readonly underlying: number;
  readonly strike: bigint;
  readonly indexLong: bigint;
  readonly indexShort: bigint;
}
const CALL: Row = {
  instrument: 9,
  kind: call,
  underlying: 1,
  strike: 10_000_000n,
  indexLong: -(5n << 24n),
  indexShort: 8n,
};
const OTHER: Row = { instrument: 10, kind: put, underlying: 2, strike: 4_000_000n, indexLong: 3n, indexShort: -4n };
const flag = (on: boolean): bigint => (on ? 1n : 0n);

/** Two opened rows of which one, or none, expires. */
function input(rows: readonly [Row, Row], expiring: 0 | 1 | null, settlement: readonly bigint[] = SETTLEMENT) {
  const tree = settledTree(SETTLED, DEPTH);
  return {
    settledRoot0: tree.root,
    roundTime: BigInt(HOUR) * 3600n,
    settlementHour: BigInt(HOUR),
    settlement: [...settlement],
    child: tree.children(expiring === null ? 0 : rows[expiring].instrument),
    expired: rows.map((_, t) => flag(t === expiring)),
    instrument: rows.map(({ instrument }) => BigInt(instrument)),
    isKind: rows.map(({ kind }) => [perpetual, future, call, put].map((other) => flag(kind === other))),
    isUnderlying: rows.map(({ underlying }) => [flag(underlying === 1), flag(underlying === 2)]),
    strike: rows.map(({ strike }) => strike),
    expiryHour: rows.map(() => BigInt(HOUR)),
    indexLong: rows.map(({ indexLong }) => indexLong),
    indexShort: rows.map(({ indexShort }) => indexShort),
  };
}
const outputs = async (of: ReturnType<typeof input>) => circuit.outputs(await circuit.calculate(of));
const honest = input([CALL, OTHER], 0);
const accepts = (changed: Partial<typeof honest>) => circuit.accepts({ ...honest, ...changed });

/** The settled root and the word after, by the rules. */
function byTheRules(row: Row, price: bigint): bigint[] {
  const final = finalIndices({ ...PERPETUAL, ...row, expiryHour: HOUR }, price);
  const root = settledTree(new Map([...SETTLED, [row.instrument, final]]), DEPTH).root;
  return [root, marketMutableWord({ ...final, openInterest: 0n, lastMark: 0n, lastFundingHour: 0 })];
}

describe('Expiry', () => {
  it('pays and settles what the rules do, whichever row it is', async () => {
    const price = fc.bigInt({ min: 0n, max: (1n << 36n) - 1n });
    const index = fc.bigInt({ min: -(1n << 62n), max: 1n << 62n });
    const row = fc.record({
      instrument: fc.constantFrom(1, 6, 9, 15),
      kind: fc.constantFrom(future, call, put),
      underlying: fc.constantFrom(1, 2),
      strike: price,
      indexLong: index,
      indexShort: index,
    });
    const place = fc.constantFrom(0 as const, 1 as const);
    await fc.assert(
      fc.asyncProperty(row, row, place, fc.tuple(price, price), async (a, b, expiring, prices) => {
        const one = expiring === 0 ? a : b;
        const found = await outputs(input([a, b], expiring, prices));
        expect(found).toEqual(byTheRules(one, prices[one.underlying - 1]!));
      }),
      { numRuns: 40 },
    );
  });

  it('without one, keeps the root and publishes nothing, whatever the round settles', async () => {
    for (const settlementHour of [0n, BigInt(HOUR), 7n]) {
      const none = { ...input([CALL, OTHER], null), settlementHour, roundTime: 0n };
      expect(await outputs(none)).toEqual([settledTree(SETTLED, DEPTH).root, 0n]);
    }
  });

  it('needs the settlement of its own hour, and its hour', async () => {
    const due = BigInt(HOUR) * 3600n;
    expect(await accepts({})).toBe(true);
    expect(await accepts({ roundTime: due - 1n })).toBe(false);
    expect(await accepts({ roundTime: due + 600n })).toBe(true);
    for (const settlementHour of [0n, BigInt(HOUR - 1), BigInt(HOUR + 1)])
      expect(await accepts({ settlementHour }), `${settlementHour}`).toBe(false);
    // another hour in the row: the round has to be of that one
    const later = [BigInt(HOUR + 1), BigInt(HOUR)];
    expect(await accepts({ expiryHour: later })).toBe(false);
    expect(await accepts({ expiryHour: later, settlementHour: BigInt(HOUR + 1) })).toBe(false);
    expect(await accepts({ expiryHour: later, settlementHour: BigInt(HOUR + 1), roundTime: due + 3600n })).toBe(true);
  });

  it('reads the price of its own underlying alone', async () => {
    const [btc, eth] = SETTLEMENT;
    expect(await outputs(input([CALL, OTHER], 0, [btc, eth + 1n]))).toEqual(await outputs(honest));
    expect(await outputs(input([CALL, OTHER], 0, [btc + 1n, eth]))).toEqual(byTheRules(CALL, btc + 1n));
    expect(byTheRules(CALL, btc + 1n)).not.toEqual(byTheRules(CALL, btc));
  });

  it('is of one row, once', async () => {
    expect(await accepts({ expired: [1n, 1n] })).toBe(false);
    for (const expired of [
      [2n, 0n],
      [-1n, 0n],
    ])
      expect(await accepts({ expired }), `${expired}`).toBe(false);
  });

  it('never is of a perpetual', async () => {
    const rows = [{ ...CALL, kind: perpetual }, OTHER] as const;
    expect(await circuit.accepts(input(rows, 0))).toBe(false);
    expect(await circuit.accepts(input(rows, 1))).toBe(true);
    expect(await circuit.accepts(input(rows, null))).toBe(true);
  });

  it('writes an instrument once, at its own place in the tree', async () => {
    expect(await circuit.accepts(input([{ ...CALL, instrument: 5 }, OTHER], 0))).toBe(false);
    const tree = settledTree(SETTLED, DEPTH);
    // the place is the id's: children of another path fit only where all is as empty
    for (let place = 0; place < 4 ** DEPTH; place++)
      expect(await accepts({ child: tree.children(place) }), `${place}`).toBe(Math.floor(place / 4) !== 1);
    for (const instrument of [9n + 16n, 9n + 64n, -1n, 4n]) {
      expect(await accepts({ instrument: [instrument, 10n] }), `${instrument}`).toBe(false);
    }
    expect(await accepts({ settledRoot0: settledTree(new Map(), DEPTH).root })).toBe(false);
  });

  it('has last indices of the width of an index', async () => {
    const paid = (SETTLEMENT[0] - CALL.strike) << 24n;
    const most = (1n << 63n) - 1n;
    for (const part of ['indexLong', 'indexShort'] as const) {
      expect(await accepts({ [part]: [most - paid, 0n] }), part).toBe(true);
      expect(await accepts({ [part]: [most - paid + 1n, 0n] }), part).toBe(false);
      expect(await accepts({ [part]: [-(1n << 63n) - paid, 0n] }), part).toBe(true);
      expect(await accepts({ [part]: [-(1n << 63n) - paid - 1n, 0n] }), part).toBe(false);
    }
  });
});
