import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoundContent } from '@tenor/protocol';
import { describe, expect, test } from 'vitest';
import { checkProposal, fileRoundMemory, RoundSigner, type SignerView } from '../../src/index.ts';
import {
  BTC,
  dated,
  HOUR,
  INSTRUMENTS,
  knowledge,
  LISTED,
  MARKS,
  proposal,
  secrets,
  view,
} from '../support/quorum-fixtures.ts';

describe('at an expiry', () => {
  const late = HOUR * 3600 + 3;
  const averages = [9_390_000n, 3_310_000n];
  const due: SignerView = {
    ...view,
    now: late,
    last: null,
    ownSettlement: (hour) => (hour === HOUR ? averages : null),
    secondsSeen: (hour) => (hour === HOUR ? [1_800, 1_770] : null),
  };
  const settling = (changed: Partial<RoundContent> = {}) =>
    proposal({ time: late, settlementHour: HOUR, settlement: averages, ...changed });
  const reasonOf = (changed: Partial<RoundContent>, changedView: Partial<SignerView> = {}) =>
    checkProposal(settling(changed), { ...due, ...changedView })?.reason ?? null;

  test('takes the prices of the hour that is due, within the deviation of its own averages', () => {
    expect(reasonOf({})).toBeNull();
    expect(reasonOf({ settlement: [9_390_000n + 93_900n, 3_310_000n] })).toBeNull();
    expect(reasonOf({ settlement: [9_390_000n + 93_901n, 3_310_000n] })).toBe('settlement-deviates');
    expect(reasonOf({ settlement: [9_390_000n, 0n] })).toBe('settlement-deviates');
    expect(reasonOf({}, { ownSettlement: () => null })).toBe('no-own-settlement');
  });

  test('of a half hour that it has not seen whole, says so instead of blaming the price', () => {
    const far = { settlement: [9_390_000n, 3_400_000n] };
    for (const [seconds, reason] of [
      [[1_800, 1_770], 'settlement-deviates'],
      [[0, 1_770], 'settlement-deviates'],
      [[1_800, 1_769], 'settlement-unseen'],
      [null, 'settlement-unseen'],
    ] as const) {
      expect(reasonOf(far, { secondsSeen: () => seconds })).toBe(reason);
      // Within the deviation it signs, however much it has seen.
      expect(reasonOf({}, { secondsSeen: () => seconds })).toBeNull();
    }
    expect(checkProposal(settling(far), { ...due, secondsSeen: () => [1_800, 12] })?.detail).toBe(
      'ETH: 3400000, ours is 3310000 of 12 of 1800 s (50012 SETTLEMENT_WINDOW_MISSED)',
    );
  });

  test('refuses prices of another hour, before the hour, or without one, and a round without those that are due', () => {
    expect(reasonOf({ settlementHour: HOUR - 1 })).toBe('settlement-not-due');
    expect(reasonOf({ settlementHour: HOUR + 24 })).toBe('settlement-not-due');
    expect(reasonOf({ time: HOUR * 3600 - 1 })).toBe('settlement-not-due');
    expect(reasonOf({ settlementHour: 0, settlement: [0n, 0n] })).toBe('settlement-missing');
    expect(reasonOf({}, { listed: LISTED.slice(0, 2) })).not.toBeNull();
    // The earlier of two comes first.
    const earlier = { name: 'BTC-G', row: 1, terms: { ...dated(8, 'future'), expiryHour: HOUR - 1 } };
    const marks = [BTC, BTC, ...MARKS.slice(2)];
    const instruments = [1, 8, ...INSTRUMENTS.slice(2)];
    expect(reasonOf({ instruments, marks }, { listed: [...LISTED, earlier] })).toBe('settlement-not-due');
  });

  test('signs one settlement price of an hour, ever: the same again, no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenor-oracle-'));
    try {
      const options = { ...knowledge, secret: secrets(1)[0]!, now: () => late, settlement: () => averages };
      const made = () => new RoundSigner({ ...options, memory: fileRoundMemory(join(folder, 'round')) });
      expect(await made().answer(settling())).toHaveProperty('signature');
      expect(await made().answer(settling({ round: 43 }))).toHaveProperty('signature');
      const other = settling({ round: 44, settlement: [9_390_001n, 3_310_000n] });
      expect(await made().answer(other)).toMatchObject({ refusal: { reason: 'settlement-changed' } });
      expect(await made().answer(settling({ round: 44 }))).toHaveProperty('signature');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
