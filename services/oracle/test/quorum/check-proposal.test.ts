import { markBounds, oracleMessage, type RoundContent, verify } from '@tenor/protocol';
import { describe, expect, test } from 'vitest';
import { checkProposal, RoundSigner, type SignedRound } from '../../src/index.ts';
import {
  BTC,
  DOMAIN,
  dated,
  ETH,
  HOUR,
  INSTRUMENTS,
  knowledge,
  LISTED,
  MARKS,
  memory,
  NOW,
  own,
  proposal,
  secrets,
  view,
} from '../support/quorum-fixtures.ts';

describe('a signer', () => {
  test('refuses a round that is not newer, a time that is not now, and a form that is wrong', () => {
    const reasonOf = (changed: Partial<RoundContent>) => checkProposal(proposal(changed), view)?.reason ?? null;
    expect(reasonOf({})).toBeNull();
    expect(reasonOf({ round: 41 })).toBe('round-not-newer');
    expect(reasonOf({ time: NOW - 2 })).toBe('time-goes-back');
    expect(reasonOf({ time: NOW + 1 })).toBeNull();
    expect(reasonOf({ time: NOW + 2 })).toBe('time-in-the-future');
    expect(checkProposal(proposal({ time: NOW - 11 }), { ...view, last: null })?.reason).toBe('time-too-old');
    expect(checkProposal(proposal({ time: NOW - 10 }), { ...view, last: null })).toBeNull();
    expect(reasonOf({ marks: MARKS.slice(0, 7) })).toBe('malformed');
    expect(reasonOf({ marks: [BTC, 1n, ...MARKS.slice(2)] })).toBe('malformed');
    expect(reasonOf({ instruments: INSTRUMENTS.slice(0, 7) })).toBe('malformed');
    expect(reasonOf({ instruments: [2, ...INSTRUMENTS.slice(1)] })).toBe('instrument-differs');
    expect(reasonOf({ instruments: [1, 9, ...INSTRUMENTS.slice(2)] })).toBe('instrument-differs');
    expect(reasonOf({ instruments: [0, ...INSTRUMENTS.slice(1)] })).toBe('instrument-differs');
    expect(reasonOf({ index: [BTC] })).toBe('malformed');
    expect(reasonOf({ settlement: [0n] })).toBe('malformed');
    expect(reasonOf({ settlement: [0n, 1n] })).toBe('malformed');
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

  test('refuses an index beyond its own deviation, and any when it has no price of its own', () => {
    // The forward, and with it the options, stay where they are.
    const at = (btc: bigint) => checkProposal(proposal({ index: [btc, ETH], marks: [btc, ...MARKS.slice(1)] }), view);
    expect(at(BTC + 94_000n)).toBeNull();
    expect(at(BTC - 94_000n)).toBeNull();
    expect(at(BTC + 94_001n)).toEqual({
      reason: 'index-deviates',
      detail: 'BTC: an index of 9494001 is 10000 ppm from our 9400000',
    });
    for (const absurd of [BTC - 94_001n, 0n, 1n, -BTC, 2n ** 36n - 1n])
      expect(at(absurd)?.reason).toBe('index-deviates');
    expect(checkProposal(proposal(), { ...view, indexes: own(null) })?.reason).toBe('no-own-price');
  });

  test('refuses a mark outside its bounds, of each kind, and one that is missing', () => {
    for (const { row, terms } of LISTED) {
      const { low, high } = markBounds(terms, terms.underlying === 1 ? BTC : ETH);
      const at = (mark: bigint, listed = LISTED) => {
        const listedRows = new Set(listed.map((market) => market.row));
        const ofListed = <T>(values: readonly T[], none: T) =>
          values.map((each, at) => (listedRows.has(at) ? each : none));
        const marks = ofListed(MARKS, 0n);
        marks[row] = mark;
        const changed = proposal({ instruments: ofListed(INSTRUMENTS, 0), marks }, listed);
        return checkProposal(changed, { ...view, listed })?.reason;
      };
      expect(at(high + 1n)).toBe('mark-out-of-bounds');
      expect(at(low > 0n ? low - 1n : 0n)).toBe('mark-out-of-bounds');
      expect(at(0n)).toBe('mark-out-of-bounds');
      // Beside no options: they would have to move with their forward.
      const linear = LISTED.filter((market) => market.terms.strike === 0n);
      if (terms.strike === 0n) expect([at(low, linear), at(high, linear)]).toEqual([undefined, undefined]);
    }
  });

  test('refuses option marks that fall the wrong way, move by more than the strikes, or are not convex', () => {
    const puts = (...marks: [bigint, bigint, bigint]) =>
      checkProposal(proposal({ marks: [...MARKS.slice(0, 4), ...marks, 0n] }), view)?.reason ?? null;
    expect(puts(10_000n, 120_000n, 420_000n)).toBeNull();
    // The middle on the line between the others, and a µUSD above it.
    expect(puts(10_000n, 205_000n, 400_000n)).toBeNull();
    expect(puts(10_000n, 205_001n, 400_000n)).toBe('option-arbitrage');
    expect(puts(120_001n, 120_000n, 420_000n)).toBe('option-arbitrage');
    expect(puts(10_000n, 20_000n, 420_000n)).toBeNull();
    expect(puts(10_000n, 19_999n, 420_000n)).toBe('option-arbitrage');
    // Calls fall with the strike (the first keeps parity with the put of its strike); of another expiry they are judged apart.
    const terms = (expiryHour: number) => ({ ...dated(9, 'call', 9_500_000n), expiryHour });
    const beside = (expiryHour: number, mark: bigint) => {
      const first = { name: 'BTC-C', row: 1, terms: { ...terms(HOUR), instrument: 8, strike: 9_400_000n } };
      const second = { name: 'BTC-D', row: 7, terms: terms(expiryHour) };
      const marks = MARKS.map((each, row) => (row === 1 ? 150_000n : row === 7 ? mark : each));
      const instruments = INSTRUMENTS.map((each, row) => (row === 1 ? 8 : row === 7 ? 9 : each));
      const listed = [...LISTED, first, second];
      return checkProposal(proposal({ instruments, marks }, listed), { ...view, listed })?.reason ?? null;
    };
    expect(beside(HOUR, 150_000n)).toBeNull();
    expect(beside(HOUR, 150_001n)).toBe('option-arbitrage');
    expect(beside(HOUR, 49_999n)).toBe('option-arbitrage');
    expect(beside(HOUR + 24, 150_001n)).toBeNull();
  });

  test('never signs two rounds of one number, and remembers before it signs', async () => {
    const remembered = memory();
    const options = { ...knowledge, secret: secrets(1)[0]! };
    const honest = new RoundSigner({ ...options, memory: remembered });
    const first = await honest.answer(proposal());
    expect('signature' in first && verify(oracleMessage(DOMAIN, proposal()), first.signature, honest.key)).toBe(true);
    expect(remembered.last).toEqual({ round: 42, time: NOW });
    const again = await honest.answer(proposal({ marks: [BTC + 1n, ...MARKS.slice(1)] }));
    expect(again).toMatchObject({ refusal: { reason: 'round-not-newer' } });
    const forgetful = new RoundSigner({
      ...options,
      memory: {
        last: null,
        settlement: () => null,
        remember: () => {
          throw new Error('disk full');
        },
      },
    });
    await expect(forgetful.answer(proposal())).rejects.toThrow('disk full');
  });
});
