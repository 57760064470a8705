import { Writable } from 'node:stream';
import { RoundUnsigned } from '@tenor/margin-engine';
import { checkOracleRound, type Market, oracleMessage, sign } from '@tenor/protocol';
import fc from 'fast-check';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { isQuorumRound, QuorumAuthority, type Signer } from '../../src/index.ts';
import { BTC, DOMAIN, keysOf, LISTED, MARKS, own, proposal, secrets, signer } from '../support/quorum-fixtures.ts';

const SECRETS = secrets(4);
const members = keysOf(SECRETS.map((secret) => signer(secret)));
const honest = (): Signer[] => SECRETS.map((secret) => signer(secret));
const down = (place: number): Signer => ({
  key: members[place]!,
  answer: () => Promise.reject(new Error('unreachable: ECONNREFUSED')),
});
/** Says that it has signed up to a number. */
const ahead = (place: number, round: number): Signer => {
  const key = members[place]!;
  const refusal = { reason: 'round-not-newer', detail: `after round ${round}` } as const;
  return { key, answer: async () => ({ key, refusal, last: { round, time: 1 } }) };
};

let lines: { level: number; msg: string; signer?: number; reason?: string }[];
const log = pino(
  new Writable({
    write: (line, _, done) => {
      lines.push(JSON.parse(String(line)));
      done();
    },
  }),
);
beforeEach(() => {
  lines = [];
});

function authority(signers: Signer[]) {
  const made = new QuorumAuthority({ members, signers: () => signers, domain: DOMAIN, timeoutMs: 100, log });
  return { made, sign: (round: number) => made.sign(proposal({ round }), LISTED) };
}
const unsigned = async (signing: Promise<unknown>): Promise<RoundUnsigned> => {
  const error = await signing.catch((thrown: unknown) => thrown);
  if (!(error instanceof RoundUnsigned)) throw error;
  return error;
};

test('goes on while one is down, one sees another price or one answers with a signature that is none, and says who and why', async () => {
  const seesAnother = signer(SECRETS[3]!, () => own(BTC * 2n));
  const liar: Signer = {
    key: members[3]!,
    answer: async () => ({
      key: members[3]!,
      signature: sign(SECRETS[3]!, oracleMessage(DOMAIN, proposal({ round: 9 }))),
    }),
  };
  for (const [fourth, reason] of [
    [down(3), 'unreachable'],
    [seesAnother, 'index-deviates'],
    [liar, 'wrong-signature'],
  ] as const) {
    const { made, sign: signed } = authority([fourth, ...honest().slice(0, 3)].sort((a, b) => place(a) - place(b)));
    const round = await signed(42);
    expect(isQuorumRound(round, members, DOMAIN)).toBe(true);
    expect(made.report).toMatchObject({ quorum: 3, lastSigned: 42, missing: null });
    const last = made.report.members[3]!;
    expect(last).toMatchObject({ signer: 3, signs: false, reason });
    expect(last.abstained.get(reason)).toBe(1);
    expect(made.report.members.slice(0, 3).map(({ signs }) => signs)).toEqual([true, true, true]);
  }
});
const place = ({ key }: Signer): number => members.findIndex(({ x }) => x === key.x);

test('a round of its is one that the exchange takes', async () => {
  const round = await authority([down(0), ...honest().slice(1)]).sign(42);
  const markets = MARKS.map((_, row) => (LISTED.find((each) => each.row === row)?.terms ?? null) as Market | null);
  const rule = { size: { U: 2, V: 3 }, domain: DOMAIN, oracleKeys: members };
  expect(() => checkOracleRound(round, null, markets, rule)).not.toThrow();
  expect(round.signatures.map(({ signer: at }) => at)).toEqual([1, 2, 3]);
});

test('without a quorum nothing is signed; it is told once, and again when they are back', async () => {
  const signers = honest();
  const [first, second] = [signers[0]!, signers[2]!];
  signers[0] = { key: first.key, answer: (content) => (isDown ? down(0) : first).answer(content) };
  signers[2] = { key: second.key, answer: (content) => (isDown ? down(2) : second).answer(content) };
  let isDown = true;
  const { made, sign: signed } = authority(signers);
  for (const round of [42, 43, 44]) {
    const error = await unsigned(signed(round));
    expect(error).toMatchObject({ name: 'QUORUM_MISSING', nextRound: round + 1 });
    expect(error.message).toMatch(/2 of 3 needed signatures; signer 0: unreachable: .*; signer 2: unreachable/);
    expect(made.report.missing).toMatch(/^2 of 3 needed/);
  }
  expect(lines.map(({ signer: at, reason }) => [at, reason])).toEqual([
    [0, 'unreachable'],
    [2, 'unreachable'],
  ]);
  isDown = false;
  await signed(45);
  expect(made.report).toMatchObject({ lastSigned: 45, missing: null });
  expect(lines.slice(2).map(({ msg }) => msg)).toEqual([
    'an oracle signer signs again',
    'an oracle signer signs again',
  ]);
});

test('learns which numbers are spent, and one that lies cannot lead it away', async () => {
  const next = async (signers: Signer[]) => (await unsigned(authority(signers).sign(42))).nextRound;
  const [a, b, c, d] = honest() as [Signer, Signer, Signer, Signer];
  expect(await next([ahead(0, 700), ahead(1, 700), ahead(2, 700), ahead(3, 2 ** 40)])).toBe(701);
  expect(await next([ahead(0, 700), ahead(1, 650), c, down(3)])).toBe(701);
  // Two are behind and two ahead: with the next number three can sign.
  expect(await next([a, b, ahead(2, 99), ahead(3, 2 ** 40)])).toBe(100);
  expect(await next([a, down(1), down(2), d])).toBe(43);
  const last = fc.integer({ min: 42, max: 1_000 });
  await fc.assert(
    fc.asyncProperty(fc.tuple(last, last, last), fc.integer({ min: 0, max: 2 ** 40 }), async (known, lie) => {
      const found = await next([...known.map((round, at) => ahead(at, round)), ahead(3, lie)]);
      expect(found).toBeLessThanOrEqual(Math.max(...known) + 1);
      expect([...known, lie].filter((round) => round < found).length).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 50 },
  );
});

test('a number that one who lies has led to is left again when the others are back', async () => {
  // Of the three that answer one lies: only its number would do, and two find that it leaps.
  const leaps = (place: number, round: number): Signer => {
    const key = members[place]!;
    const refusal = { reason: 'round-leaps', detail: 'test' } as const;
    return { key, answer: async () => ({ key, refusal, last: { round, time: 1 } }) };
  };
  const far = 2 ** 40;
  const next = async (asked: number, signers: Signer[]) => (await unsigned(authority(signers).sign(asked))).nextRound;
  expect(await next(701, [ahead(0, 701), ahead(1, 701), down(2), ahead(3, far)])).toBe(far + 1);
  expect(await next(far - 9, [leaps(0, 701), leaps(1, 701), down(2), ahead(3, far)])).toBe(far + 1);
  expect(await next(far - 9, [leaps(0, 701), leaps(1, 701), leaps(2, 690), ahead(3, far)])).toBe(702);
  // One alone cannot take it back.
  expect(await next(50, [ahead(0, 60), ahead(1, 60), ahead(2, 60), leaps(3, 1)])).toBe(61);
});

test('every member of the set has a signer', () => {
  const of = (keys: typeof members, signers: Signer[]) => () =>
    new QuorumAuthority({ members: keys, signers: () => signers, domain: DOMAIN, timeoutMs: 100, log });
  expect(of(members, honest())).not.toThrow();
  expect(of(members, honest().slice(1))).toThrow(RangeError);
  expect(of(members.slice(1), honest().slice(1))).toThrow(RangeError);
});
