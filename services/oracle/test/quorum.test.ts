import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOracleRound, derivePublicKey, type Market, oracleMessage, sign, verify } from '@tenor/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkProposal,
  fileRoundMemory,
  isQuorumRound,
  type OwnMarket,
  quorumSize,
  type RoundMemory,
  type RoundProposal,
  RoundSigner,
  SignatureCollector,
  type SignedRound,
  type Signer,
  signRound,
} from '../src/index.ts';

const DOMAIN = 1234n;
const ROWS = 4;
const NOW = 1_760_000_000;
const BTC = 9_400_000n;
const secrets = (n: number): Uint8Array[] => Array.from({ length: n }, (_, i) => new Uint8Array(32).fill(i + 1));
const proposal = (changed: Partial<RoundProposal> = {}): RoundProposal => ({
  round: 42,
  time: NOW,
  marks: [BTC, 0n, 3_300_000n, 0n],
  ...changed,
});
const own = (btc: bigint | null = BTC): OwnMarket[] => [
  { row: 0, name: 'BTC-PERP', index: btc, maxDeviationPpm: 10_000 },
  { row: 2, name: 'ETH-PERP', index: 3_300_000n, maxDeviationPpm: 10_000 },
];

function memory(): RoundMemory {
  let last: SignedRound | null = null;
  return {
    get last() {
      return last;
    },
    remember: (round) => {
      last = round;
    },
  };
}
const signer = (secret: Uint8Array, markets: () => readonly OwnMarket[] = () => own()): RoundSigner =>
  new RoundSigner({ secret, domain: DOMAIN, rows: ROWS, markets, memory: memory(), now: () => NOW });
const keysOf = (signers: readonly Signer[]) => signers.map(({ key }) => key);

describe('the size of a quorum', () => {
  test('is 2f + 1 of 3f + 1', () => {
    expect([1, 4, 7, 10].map(quorumSize)).toEqual([
      { faulty: 0, quorum: 1 },
      { faulty: 1, quorum: 3 },
      { faulty: 2, quorum: 5 },
      { faulty: 3, quorum: 7 },
    ]);
    for (const n of [0, 2, 3, 5, 1.5, -2, Number.NaN]) expect(() => quorumSize(n)).toThrow(RangeError);
  });

  test('makes any two quorums share an honest signer, and lets the honest go on without the others', () => {
    fc.assert(
      fc.property(fc.nat(50), (f) => {
        const n = 3 * f + 1;
        const { faulty, quorum } = quorumSize(n);
        expect(2 * quorum - n).toBeGreaterThan(faulty);
        expect(n - faulty).toBeGreaterThanOrEqual(quorum);
      }),
    );
  });
});

describe('a signer', () => {
  const view = {
    now: NOW,
    rows: ROWS,
    markets: own(),
    last: { round: 41, time: NOW - 1 },
    maxAheadSeconds: 1,
    maxAgeSeconds: 10,
    maxRoundsPerSecond: 10,
  };

  test('refuses a round that is not newer, a time that is not now, and a form that is wrong', () => {
    const reasonOf = (changed: Partial<RoundProposal>) => checkProposal(proposal(changed), view)?.reason ?? null;
    expect(reasonOf({})).toBeNull();
    expect(reasonOf({ round: 41 })).toBe('round-not-newer');
    expect(reasonOf({ time: NOW - 2 })).toBe('time-goes-back');
    expect(reasonOf({ time: NOW + 1 })).toBeNull();
    expect(reasonOf({ time: NOW + 2 })).toBe('time-in-the-future');
    expect(checkProposal(proposal({ time: NOW - 11 }), { ...view, last: null })?.reason).toBe('time-too-old');
    expect(checkProposal(proposal({ time: NOW - 10 }), { ...view, last: null })).toBeNull();
    expect(reasonOf({ marks: [BTC, 0n, 3_300_000n] })).toBe('malformed');
    expect(reasonOf({ marks: [BTC, 1n, 3_300_000n, 0n] })).toBe('malformed');
    expect(reasonOf({ round: 42.5 })).toBe('malformed');
  });

  test('refuses a number that leaps, so that nobody can use up the numbers', () => {
    const at = (round: number, last: SignedRound | null) =>
      checkProposal(proposal({ round }), { ...view, last })?.reason;
    const hour = { round: 41, time: NOW - 3_600 };
    expect(at(41 + 10 * 3_601, hour)).toBeUndefined();
    expect(at(41 + 10 * 3_601 + 1, hour)).toBe('round-leaps');
    // A signer that has signed nothing yet learns the number from the first proposal, and the numbers last three thousand years more.
    expect(at(2 ** 33, null)).toBeUndefined();
    expect(at(2 ** 40 - 1, null)).toBe('round-leaps');
  });

  test('refuses a mark beyond its own deviation, and any mark when it has no price of its own', () => {
    const at = (mark: bigint) => checkProposal(proposal({ marks: [mark, 0n, 3_300_000n, 0n] }), view);
    expect(at(BTC + 94_000n)).toBeNull();
    expect(at(BTC - 94_000n)).toBeNull();
    expect(at(BTC + 94_001n)).toEqual({
      reason: 'mark-deviates',
      detail: 'BTC-PERP: the mark of 9494001 is 10000 ppm from our index of 9400000',
    });
    expect(at(BTC - 94_001n)?.reason).toBe('mark-deviates');
    expect(at(0n)?.reason).toBe('mark-deviates');
    expect(checkProposal(proposal(), { ...view, markets: own(null) })?.reason).toBe('no-own-price');
  });

  test('never signs two rounds of one number, and remembers before it signs', async () => {
    const remembered = memory();
    const options = { secret: secrets(1)[0]!, domain: DOMAIN, rows: ROWS, markets: () => own(), now: () => NOW };
    const honest = new RoundSigner({ ...options, memory: remembered });
    const first = await honest.answer(proposal());
    expect('signature' in first && verify(oracleMessage(DOMAIN, proposal()), first.signature, honest.key)).toBe(true);
    expect(remembered.last).toEqual({ round: 42, time: NOW });
    const again = await honest.answer(proposal({ marks: [BTC + 1n, 0n, 3_300_000n, 0n] }));
    expect(again).toMatchObject({ refusal: { reason: 'round-not-newer' } });
    const forgetful = new RoundSigner({
      ...options,
      memory: {
        last: null,
        remember: () => {
          throw new Error('disk full');
        },
      },
    });
    await expect(forgetful.answer(proposal())).rejects.toThrow('disk full');
  });
});

describe('what a signer remembers in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenor-oracle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('outlives it', () => {
    const path = join(folder, 'signed.json');
    const before = fileRoundMemory(path);
    expect(before.last).toBeNull();
    before.remember({ round: 7, time: NOW });
    before.remember({ round: 9, time: NOW + 1 });
    expect(fileRoundMemory(path).last).toEqual({ round: 9, time: NOW + 1 });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ round: 9, time: NOW + 1 });
  });

  test('is not taken for nothing when it is damaged', () => {
    const path = join(folder, 'signed.json');
    for (const damaged of ['', '{}', '{"round":"x","time":1}', '[]']) {
      writeFileSync(path, damaged);
      expect(() => fileRoundMemory(path)).toThrow();
    }
  });
});

describe('collecting signatures', () => {
  const signers = secrets(4).map((secret) => signer(secret));
  const members = keysOf(signers);
  const message = oracleMessage(DOMAIN, proposal());

  test('takes each member once, and nobody else', () => {
    const collector = new SignatureCollector(proposal(), members, DOMAIN);
    const stranger = new Uint8Array(32).fill(99);
    const by = (secret: Uint8Array) => [derivePublicKey(secret), sign(secret, message)] as const;
    const [a, b, c, d] = secrets(4) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    expect(collector.add(...by(stranger))).toBe('unknown-key');
    expect(collector.add(...by(d))).toBe('taken');
    expect(collector.add(...by(d))).toBe('duplicate');
    expect(collector.add(members[0]!, sign(b, message))).toBe('wrong-signature');
    expect(collector.add(members[0]!, sign(a, oracleMessage(DOMAIN + 1n, proposal())))).toBe('wrong-signature');
    expect(collector.add(members[0]!, sign(a, oracleMessage(DOMAIN, proposal({ round: 43 }))))).toBe('wrong-signature');
    expect(collector.add(...by(b))).toBe('taken');
    expect(collector.round).toBeNull();
    expect(collector.add(...by(a))).toBe('taken');
    const round = collector.round!;
    expect(round.signatures.map(({ member }) => member)).toEqual([0, 1, 3]);
    expect(isQuorumRound(round, members, DOMAIN)).toBe(true);
    expect(collector.add(...by(c))).toBe('taken');
    expect(collector.round!.signatures.map(({ member }) => member)).toEqual([0, 1, 2]);
  });

  test('a round is a quorum’s only as it was signed', async () => {
    const { round } = await signRound(proposal(), signers, { members, domain: DOMAIN });
    const holds = (changed: object, domain = DOMAIN) => isQuorumRound({ ...round!, ...changed }, members, domain);
    const [first, second, third] = round!.signatures;
    expect(holds({})).toBe(true);
    expect(holds({}, DOMAIN + 1n)).toBe(false);
    expect(holds({ time: NOW + 1 })).toBe(false);
    expect(holds({ marks: [BTC + 1n, 0n, 3_300_000n, 0n] })).toBe(false);
    expect(holds({ signatures: [first, second] })).toBe(false);
    expect(holds({ signatures: [first, second, second] })).toBe(false);
    expect(holds({ signatures: [first, second, third, third] })).toBe(false);
    expect(holds({ signatures: [first, second, { ...third, member: 9 }] })).toBe(false);
    expect(
      holds({ signatures: [first, { ...third, member: second!.member }, { ...second, member: third!.member }] }),
    ).toBe(false);
  });

  test('a set needs 3f + 1 different valid keys', () => {
    const collect = (keys: typeof members) => () => new SignatureCollector(proposal(), keys, DOMAIN);
    expect(collect(members.slice(0, 3))).toThrow(RangeError);
    expect(collect([...members.slice(0, 3), members[0]!])).toThrow('twice');
    expect(collect([...members.slice(0, 3), { x: 0n, y: 1n }])).toThrow('no valid key');
  });
});

describe('asking a signer set', () => {
  const [a, b, c, d] = secrets(4) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const members = secrets(4).map(derivePublicKey);
  const options = { members, domain: DOMAIN, timeoutMs: 100 };

  test('one that is silent, fails, sees another price or signs something else does not stop the others', async () => {
    const silent: Signer = { key: members[3]!, answer: () => new Promise(() => undefined) };
    const failing: Signer = { key: members[3]!, answer: () => Promise.reject(new Error('unreachable')) };
    const other = signer(d, () => own(BTC * 2n));
    const liar: Signer = {
      key: members[3]!,
      answer: async () => ({ key: members[3]!, signature: sign(d, oracleMessage(DOMAIN, proposal({ round: 99 }))) }),
    };
    for (const [fourth, reason] of [
      [silent, null],
      [failing, 'unreachable'],
      [other, /^mark-deviates: /],
      [liar, 'wrong-signature'],
    ] as const) {
      const { round, abstentions } = await signRound(proposal(), [fourth, signer(a), signer(b), signer(c)], options);
      expect(isQuorumRound(round!, members, DOMAIN)).toBe(true);
      expect(abstentions.map((each) => each.reason)).toEqual(reason ? [expect.stringMatching(reason)] : []);
    }
  });

  test('an answer after the quorum does not change what was returned', async () => {
    const refusing = signer(d, () => own(null));
    let answered = false;
    const late: Signer = {
      key: members[3]!,
      answer: async (asked) => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        answered = true;
        return refusing.answer(asked);
      },
    };
    const { round, abstentions } = await signRound(proposal(), [signer(a), signer(b), late, signer(c)], options);
    expect(round).not.toBeNull();
    expect(answered).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(answered).toBe(true);
    expect(abstentions).toEqual([]);
  });

  test('with two of four against it, a price is not signed', async () => {
    const seesAnother = (secret: Uint8Array) => signer(secret, () => own(BTC * 2n));
    const { round, abstentions } = await signRound(
      proposal(),
      [signer(a), signer(b), seesAnother(c), seesAnother(d)],
      options,
    );
    expect(round).toBeNull();
    expect(abstentions.map(({ key }) => key)).toEqual([members[2], members[3]]);
  });

  test('a colluding member counts once, however often it answers', async () => {
    const { round, abstentions } = await signRound(proposal(), [signer(a), signer(a), signer(a)], options);
    expect(round).toBeNull();
    expect(abstentions.map(({ reason }) => reason)).toEqual(['duplicate', 'duplicate']);
  });

  test('a set of one makes the round that the exchange takes today', async () => {
    const only = signer(a);
    const { round } = await signRound(proposal(), [only], { ...options, members: [only.key] });
    const { signatures, ...content } = round!;
    const taken = { ...content, signature: signatures[0]!.signature, key: only.key };
    const listed = { imRate: 52_429n, slopeRate: 721n } as Market;
    const markets = [listed, null, listed, null];
    expect(() => checkOracleRound(taken, null, markets, only.key, DOMAIN)).not.toThrow();
    const moved = { ...taken, marks: [BTC + 1n, 0n, 3_300_000n, 0n] };
    expect(() => checkOracleRound(moved, null, markets, only.key, DOMAIN)).toThrow();
  });
});
