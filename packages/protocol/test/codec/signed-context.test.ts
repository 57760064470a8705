import { encodeAbiParameters, keccak256 } from 'viem';
import { expect, test } from 'vitest';
import {
  domainOf,
  flat,
  GENERATION_EPOCH_MILLISECONDS,
  generationOf,
  ORACLE_TAG,
  oracleMessage,
  oracleSetHash,
  packInstruments,
  packPrices,
  packScenarioPrices,
} from '../../src/index.ts';

const invalid = expect.objectContaining({ name: 'INVALID_PARAMS' });

const TABLE = [40n, 41n, 42n, 43n, 44n, 45n, 46n, 47n, 48n];

test('the domain is the hash that a contract computes', () => {
  const address = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
  for (const chain of [1n, 31337n, 2n ** 64n - 1n]) {
    const encoded = encodeAbiParameters(
      [{ type: 'string' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'address' }],
      ['Tenor', 1n, chain, address],
    );
    expect(domainOf(chain, address)).toBe(BigInt(keccak256(encoded)) % 2n ** 248n);
    expect(domainOf(chain, BigInt(address))).toBe(domainOf(chain, address));
  }
  expect(() => domainOf(-1n, address)).toThrow(invalid);
  expect(() => domainOf(1n, 1n << 160n)).toThrow(invalid);
});

test('a generation counts 10 ms since 2025 and lasts twenty years', () => {
  expect(generationOf(Date.UTC(2025, 0, 1))).toBe(0n);
  expect(generationOf(GENERATION_EPOCH_MILLISECONDS + 19)).toBe(1n);
  expect(generationOf(Date.UTC(2045, 0, 1))).toBeLessThan(2n ** 36n);
  expect(() => generationOf(Date.UTC(2024, 11, 31))).toThrow(invalid);
  expect(() => generationOf(Date.UTC(2047, 0, 1))).toThrow(invalid);
});

test('an oracle round packs seven to a word: instruments by row; marks by row, index and settlement by underlying; nine scenario prices a row', () => {
  const marks = Array.from({ length: 16 }, (_, row) => BigInt(row));
  const instruments = Array.from({ length: 16 }, (_, row) => 2 ** 32 - 1 - row);
  const ids = packInstruments(instruments);
  expect(ids).toHaveLength(3);
  expect(ids[2]).toBe(BigInt(instruments[14]!) + (BigInt(instruments[15]!) << 32n));
  const content = {
    round: 2,
    time: 3,
    settlementHour: 5,
    instruments,
    marks,
    scenarioPrices: marks.map((_, row) => (row === 3 ? TABLE : [])),
    index: [20n, 21n],
    settlement: [30n, 31n],
  };
  const prices = [...marks, 20n, 21n, 30n, 31n];
  const words = packPrices(prices);
  expect(words).toHaveLength(3);
  expect(words[1]).toBe(marks.slice(7, 14).reduce((sum, mark, i) => sum + (mark << BigInt(36 * i)), 0n));
  expect(words[2]).toBe(prices.slice(14).reduce((sum, price, i) => sum + (price << BigInt(36 * i)), 0n));
  const table = TABLE.slice(0, 7).reduce((sum, price, i) => sum + (price << BigInt(36 * i)), 0n);
  expect(packScenarioPrices(TABLE)).toEqual([table, TABLE[7]! + (TABLE[8]! << 36n)]);
  expect(packScenarioPrices([])).toEqual([0n, 0n]);
  const tables = marks.flatMap((_, row) => packScenarioPrices(row === 3 ? TABLE : []));
  expect(oracleMessage(5n, content)).toBe(
    flat([5n + ORACLE_TAG, 2n + (3n << 40n) + (5n << 80n), ...ids, ...words, ...tables]),
  );
  expect(() => packPrices([1n << 36n])).toThrow(invalid);
  expect(() => packInstruments([2 ** 32])).toThrow(invalid);
  expect(() => packInstruments([-1])).toThrow(invalid);
  for (const price of [1n << 36n, -1n])
    expect(() => packScenarioPrices([...TABLE.slice(0, 8), price])).toThrow(invalid);
  expect(() => oracleMessage(5n, { ...content, round: 2 ** 40 })).toThrow(invalid);
  expect(() => oracleMessage(5n, { ...content, settlementHour: 2 ** 24 })).toThrow(invalid);
});

test('whatever a round says is part of its message', () => {
  const content = {
    round: 2,
    time: 3,
    settlementHour: 5,
    instruments: [1, 3],
    marks: [1n, 2n],
    scenarioPrices: [[], TABLE],
    index: [20n, 21n],
    settlement: [30n, 31n],
  };
  const changes = [
    { round: 3 },
    { time: 4 },
    { settlementHour: 6 },
    { instruments: [1, 4] },
    { marks: [1n, 3n] },
    { scenarioPrices: [TABLE, []] },
    ...TABLE.map((_, s) => ({ scenarioPrices: [[], TABLE.map((price, i) => (i === s ? price + 1n : price))] })),
    { index: [20n, 22n] },
    { settlement: [30n, 32n] },
  ];
  const messages = [content, ...changes.map((change) => ({ ...content, ...change }))].map((one) =>
    oracleMessage(5n, one),
  );
  expect(new Set([...messages, oracleMessage(6n, content)]).size).toBe(changes.length + 2);
});

test('the oracle set is named by all its keys in their order', () => {
  const keys = [1n, 2n, 3n].map((x) => ({ x, y: x + 10n }));
  expect(oracleSetHash(keys)).toBe(flat([1n, 11n, 2n, 12n, 3n, 13n]));
  expect(oracleSetHash([...keys].reverse())).not.toBe(oracleSetHash(keys));
});
