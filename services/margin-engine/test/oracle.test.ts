import { checkOracleRound, type Market, type OracleRound, oracleMessage, SCENARIO_GRID, verify } from '@tenor/protocol';
import { expect, test } from 'vitest';
import type { RoundPrices } from '../src/index.ts';
import { OracleSigner } from './support/oracle-signer.ts';
import { future, perpetual } from './support/terms.ts';

const DOMAIN = 1234n;
const secrets = [5, 6, 7, 8].map((byte) => new Uint8Array(32).fill(byte));
const signer = (last?: { round: number; time: number }) =>
  new OracleSigner({ secrets, quorum: 3, domain: DOMAIN, rows: 4, last });
const HOUR = 480_000;
const NOW = HOUR * 3600 + 5;
const prices: RoundPrices = {
  instruments: new Map([
    [0, 1],
    [2, 3],
  ]),
  marks: new Map([
    [0, 9_400_000n],
    [2, 3_300_000n],
  ]),
  scenarioPrices: new Map(),
  index: [9_400_000n, 3_300_000n],
  settlement: null,
};
const settled: RoundPrices = { ...prices, settlement: { hour: HOUR, prices: [9_390_000n, 3_310_000n] } };
const listed = (terms: object) => terms as Market;
const invalid = (param: string) =>
  expect.objectContaining({ name: 'INVALID_PARAMS', data: expect.objectContaining({ param }) });

test('rounds are taken by the rule of the exchange, one after the other, with and without a settlement price', () => {
  const oracle = signer({ round: 41, time: NOW });
  const markets = [listed(perpetual(1)), null, listed(future(3, HOUR, 2)), null];
  const authority = { size: { U: 2, V: 3 }, domain: DOMAIN, oracleKeys: oracle.keys };
  let last: OracleRound | null = null;
  for (const [round, time, content] of [
    [42, NOW, prices],
    [43, NOW, settled],
    [44, NOW + 7, settled],
  ] as const) {
    const next = oracle.sign(time, content);
    expect(next).toMatchObject({ round, time, marks: [9_400_000n, 0n, 3_300_000n, 0n], index: prices.index });
    expect(next.instruments).toEqual([1, 0, 3, 0]);
    expect(next.signatures.map(({ signer: place }) => place)).toEqual([0, 1, 2]);
    expect(next.settlementHour).toBe(content.settlement?.hour ?? 0);
    expect(next.settlement).toEqual(content.settlement?.prices ?? [0n, 0n]);
    expect(() => checkOracleRound(next, last, markets, authority)).not.toThrow();
    last = next;
  }
});

test('every signature binds domain, number, time and every price', () => {
  const oracle = signer();
  const round = oracle.sign(NOW, settled);
  expect(round.signatures).toHaveLength(3);
  for (const { signer: place, signature } of round.signatures) {
    const holds = (domain: bigint, changed: Partial<OracleRound>) =>
      verify(oracleMessage(domain, { ...round, ...changed }), signature, oracle.keys[place]!);
    expect(holds(DOMAIN, {})).toBe(true);
    expect(holds(DOMAIN + 1n, {})).toBe(false);
    expect(holds(DOMAIN, { round: 2 })).toBe(false);
    expect(holds(DOMAIN, { time: NOW + 1 })).toBe(false);
    expect(holds(DOMAIN, { instruments: [1, 0, 4, 0] })).toBe(false);
    expect(holds(DOMAIN, { marks: [9_400_000n, 0n, 3_300_000n, 1n] })).toBe(false);
    expect(holds(DOMAIN, { index: [9_400_000n, 3_300_001n] })).toBe(false);
    expect(holds(DOMAIN, { scenarioPrices: [[], [], [], [1n]] })).toBe(false);
    expect(holds(DOMAIN, { settlementHour: HOUR - 1 })).toBe(false);
    expect(holds(DOMAIN, { settlement: [9_390_001n, 3_310_000n] })).toBe(false);
  }
});

test('a refusal uses no round number', () => {
  const oracle = signer({ round: 1, time: NOW });
  const marks = (...entries: [number, bigint][]) => ({ ...prices, marks: new Map(entries) });
  expect(() => oracle.sign(NOW - 1, prices)).toThrow(invalid('time'));
  expect(() => oracle.sign(NOW, marks([4, 1n]))).toThrow(invalid('marks'));
  expect(() => oracle.sign(NOW, marks([1, 1n]))).toThrow(invalid('instruments'));
  expect(() => oracle.sign(NOW, marks([0, 0n]))).toThrow(invalid('marks'));
  expect(() => oracle.sign(NOW, marks([0, 1n << 36n]))).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
  expect(() => oracle.sign(NOW, { ...prices, index: [9_400_000n, 0n] })).toThrow(invalid('index'));
  const settlement = (hour: number, ...at: bigint[]) => ({ ...prices, settlement: { hour, prices: at } });
  expect(() => oracle.sign(NOW, settlement(HOUR + 1, 1n, 1n))).toThrow(invalid('settlement'));
  expect(() => oracle.sign(NOW, settlement(HOUR, 1n))).toThrow(invalid('settlement'));
  expect(() => oracle.sign(NOW, settlement(HOUR, 1n, 0n))).toThrow(invalid('settlement'));
  expect(oracle.sign(NOW, prices).round).toBe(2);
});

test('an option has its table in its row, and no other row has one', () => {
  const oracle = signer();
  const table = SCENARIO_GRID.map((_, s) => BigInt(s));
  const marks = new Map([...prices.marks, [3, 5n] as const]);
  const instruments = new Map([...prices.instruments, [3, 9] as const]);
  const withTables = (...tables: [number, readonly bigint[]][]): RoundPrices => ({
    ...prices,
    marks,
    instruments,
    scenarioPrices: new Map(tables),
  });
  const round = oracle.sign(NOW, withTables([3, table]));
  expect(round.scenarioPrices).toEqual([[], [], [], table]);
  expect(oracle.sign(NOW, withTables()).scenarioPrices).toEqual([[], [], [], []]);
  // A row without a mark, one that the circuit does not have, and tables of no form.
  for (const [row, given] of [
    [1, table],
    [4, table],
    [3, table.slice(1)],
    [3, [...table, 1n]],
    [3, []],
  ] as const) {
    expect(() => oracle.sign(NOW, withTables([row, given]))).toThrow(invalid('scenarioPrices'));
  }
  const negative = table.map((price) => price - 1n);
  expect(() => oracle.sign(NOW, withTables([3, negative]))).toThrow(invalid('scenarioPrices'));
  const wide = [...table.slice(1), 1n << 36n];
  expect(() => oracle.sign(NOW, withTables([3, wide]))).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
  expect(oracle.sign(NOW, prices).round).toBe(3);
});

test('an hour has one settlement price', () => {
  const oracle = signer();
  oracle.sign(NOW, settled);
  const other = { ...settled, settlement: { hour: HOUR, prices: [9_390_000n, 3_310_001n] } };
  expect(() => oracle.sign(NOW, other)).toThrow(invalid('settlement'));
  expect(oracle.sign(NOW, { ...other, settlement: { ...other.settlement, hour: HOUR - 1 } }).round).toBe(2);
  expect(oracle.sign(NOW, settled).round).toBe(3);
});

test('a quorum is a part of the set', () => {
  const of = (quorum: number) => () => new OracleSigner({ secrets, quorum, domain: DOMAIN, rows: 4 });
  expect(of(4)).not.toThrow();
  for (const quorum of [0, 5, 1.5]) expect(of(quorum)).toThrow(RangeError);
});
