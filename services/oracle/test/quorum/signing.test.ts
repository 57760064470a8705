import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOracleRound, derivePublicKey, type Market, oracleMessage, sign } from '@tenor/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  fileRoundMemory,
  isQuorumRound,
  quorumSize,
  SignatureCollector,
  type Signer,
  signRound,
} from '../../src/index.ts';
import {
  BTC,
  DOMAIN,
  ETH,
  HOUR,
  keysOf,
  LISTED,
  MARKS,
  NOW,
  own,
  proposal,
  secrets,
  signer,
} from '../support/quorum-fixtures.ts';

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
    before.remember(proposal({ round: 7 }));
    before.remember(proposal({ round: 8, settlementHour: HOUR, settlement: [5n, 6n] }));
    before.remember(proposal({ round: 9, time: NOW + 1 }));
    const after = fileRoundMemory(path);
    expect(after.last).toEqual({ round: 9, time: NOW + 1 });
    expect([after.settlement(HOUR), after.settlement(HOUR + 1)]).toEqual([[5n, 6n], null]);
  });

  test('is not taken for nothing when it is damaged', () => {
    const path = join(folder, 'signed.json');
    for (const damaged of ['', '{}', '{"round":"x","time":1,"settlements":{"$m":[]}}', '{"round":1,"time":1}', '[]']) {
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
    expect(round.signatures.map(({ signer: place }) => place)).toEqual([0, 1, 3]);
    expect(isQuorumRound(round, members, DOMAIN)).toBe(true);
    expect(collector.add(...by(c))).toBe('taken');
    expect(collector.round!.signatures.map(({ signer: place }) => place)).toEqual([0, 1, 2]);
  });

  test('a round is a quorum’s only as it was signed', async () => {
    const { round } = await signRound(proposal(), signers, { members, domain: DOMAIN });
    const holds = (changed: object, domain = DOMAIN) => isQuorumRound({ ...round!, ...changed }, members, domain);
    const [first, second, third] = round!.signatures;
    expect(holds({})).toBe(true);
    expect(holds({}, DOMAIN + 1n)).toBe(false);
    expect(holds({ time: NOW + 1 })).toBe(false);
    expect(holds({ marks: [BTC + 1n, ...MARKS.slice(1)] })).toBe(false);
    expect(holds({ index: [BTC + 1n, ETH] })).toBe(false);
    expect(holds({ settlementHour: HOUR })).toBe(false);
    expect(holds({ signatures: [first, second] })).toBe(false);
    expect(holds({ signatures: [first, second, second] })).toBe(false);
    expect(holds({ signatures: [second, first, third] })).toBe(false);
    expect(holds({ signatures: [first, second, third, third] })).toBe(false);
    expect(holds({ signatures: [first, second, { ...third, signer: 9 }] })).toBe(false);
    expect(
      holds({ signatures: [first, { ...third, signer: second!.signer }, { ...second, signer: third!.signer }] }),
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
      [other, /^index-deviates: /],
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

  test('a quorum makes the round that the exchange takes, of four or of one', async () => {
    for (const [size, quorum] of [
      [4, 3],
      [1, 1],
    ] as const) {
      const signers = secrets(size).map((secret) => signer(secret));
      const oracleKeys = keysOf(signers);
      const { round } = await signRound(proposal(), signers, { ...options, members: oracleKeys });
      const markets = MARKS.map((_, row): Market | null => {
        const listed = LISTED.find((market) => market.row === row);
        return listed ? (listed.terms as Market) : null;
      });
      const check = (changed: object) => () =>
        checkOracleRound({ ...round!, ...changed }, null, markets, {
          size: { U: 2, V: quorum },
          domain: DOMAIN,
          oracleKeys,
        });
      expect(check({})).not.toThrow();
      expect(check({ marks: [BTC + 1n, ...MARKS.slice(1)] })).toThrow();
      expect(check({ signatures: round!.signatures.slice(1) })).toThrow();
    }
  });
});
