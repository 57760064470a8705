import { checkOracleRound, type Market, type OracleRound, oracleMessage, verify } from '@tenor/protocol';
import { expect, test } from 'vitest';
import { OracleSigner } from '../src/index.ts';

const DOMAIN = 1234n;
const signer = (last?: { round: number; time: number }) =>
  new OracleSigner({ secret: new Uint8Array(32).fill(5), domain: DOMAIN, rows: 4, last });
const marks = new Map([
  [0, 9_400_000n],
  [2, 3_300_000n],
]);
const listed = { imRate: 52_429n, slopeRate: 721n } as Market;
const invalid = expect.objectContaining({ name: 'INVALID_PARAMS' });

test('rounds are taken by the rule of the exchange, one after the other', () => {
  const oracle = signer({ round: 41, time: 1000 });
  const markets = [listed, null, listed, null];
  let last: OracleRound | null = null;
  for (const [round, time] of [
    [42, 1000],
    [43, 1000],
    [44, 1007],
  ] as const) {
    const next = oracle.sign(time, marks);
    expect(next).toMatchObject({ round, time, marks: [9_400_000n, 0n, 3_300_000n, 0n] });
    expect(() => checkOracleRound(next, last, markets, oracle.key, DOMAIN)).not.toThrow();
    last = next;
  }
});

test('a signature binds domain, number, time and every mark', () => {
  const oracle = signer();
  const round = oracle.sign(1000, marks);
  const holds = (domain: bigint, changed: Partial<OracleRound>) =>
    verify(oracleMessage(domain, { ...round, ...changed }), round.signature, round.key);
  expect(holds(DOMAIN, {})).toBe(true);
  expect(holds(DOMAIN + 1n, {})).toBe(false);
  expect(holds(DOMAIN, { round: 2 })).toBe(false);
  expect(holds(DOMAIN, { time: 1001 })).toBe(false);
  expect(holds(DOMAIN, { marks: [9_400_000n, 0n, 3_300_000n, 1n] })).toBe(false);
});

test('a refusal uses no round number', () => {
  const oracle = signer({ round: 1, time: 1000 });
  expect(() => oracle.sign(999, marks)).toThrow(invalid);
  expect(() => oracle.sign(1000, new Map([[4, 1n]]))).toThrow(invalid);
  expect(() => oracle.sign(1000, new Map([[0, 0n]]))).toThrow(invalid);
  expect(() => oracle.sign(1000, new Map([[0, 1n << 36n]]))).toThrow(invalid);
  expect(oracle.sign(1000, marks).round).toBe(2);
});
