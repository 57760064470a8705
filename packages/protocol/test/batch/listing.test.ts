import { beforeEach, describe, expect, it } from 'vitest';
import { call, future, put } from '../../../../test/scenario/dated.ts';
import { BTC, DOMAIN, ETH, oracleKeys, START, USD, type World } from '../../../../test/scenario/world.ts';
import { CIRCUIT_SIZES, Ledger, marketStaticWord, sectionLayout } from '../../src/index.ts';
import { refused } from '../support/refused.ts';
import { SettledWorld } from '../support/settled-world.ts';

/** Five rows, of which three are free at first. */
const SIZE = CIRCUIT_SIZES.test;
const HOUR = Math.floor(START / 3600) + 2;
const [ALICE, BOB] = [1, 2] as const;
const DATED = [
  future(3, BTC, HOUR),
  call(4, BTC, 11n * USD, HOUR),
  put(5, ETH, 3n * USD, HOUR + 1),
  call(6, ETH, 3n * USD, HOUR + 2),
  put(7, BTC, 9n * USD, HOUR + 2),
] as const;
let t: SettledWorld;
let w: World;
beforeEach(() => {
  t = new SettledWorld(SIZE, [ALICE, BOB]);
  w = t.w;
  t.settle();
});
const rows = (): number[] => w.ledger.state.markets.map((market) => market?.instrument ?? 0);

describe('a listing', () => {
  it('takes the lowest free row, with the terms of its entry and no past', () => {
    w.list(DATED[0]);
    w.list(DATED[1]);
    expect(rows()).toEqual([1, 2, 3, 4, 0]);
    expect(w.ledger.state.markets[3]).toEqual({
      ...DATED[1],
      indexLong: 0n,
      indexShort: 0n,
      openInterest: 0n,
      lastMark: 0n,
      lastFundingHour: 0,
    });
    t.settle();
    expect(t.records.flatMap(({ plan }) => plan.listings)).toEqual([
      { instrument: 3, row: 2 },
      { instrument: 4, row: 3 },
    ]);
  });

  it('is published as its entry words and the row that it takes', () => {
    w.list(DATED[1]);
    const [plan] = w.sealed();
    const record = t.settled.net(plan!);
    const { words } = t.settled.applyRecord(record, DOMAIN);
    const { offsets } = sectionLayout(SIZE);
    expect(words.slice(offsets.entries, offsets.entries + 4)).toEqual([4n, marketStaticWord(DATED[1]), 0n, 0n]);
    expect(words[offsets.markets]).toBe(4n + (2n << 236n) + (1n << 247n));
  });

  it('without a free row uses its entry up and changes nothing', () => {
    for (const terms of DATED) w.list(terms);
    expect(rows()).toEqual([1, 2, 3, 4, 5]);
    t.settle();
    expect(t.records.flatMap(({ plan }) => plan.listings.map(({ row }) => row))).toEqual([2, 3, 4, null, null]);
    // The queue goes on behind it.
    w.deposit(ALICE, 1n);
    t.settle();
    expect(rows()).toEqual([1, 2, 3, 4, 5]);
  });

  it('without a free row shares no batch with one that took a row, nor with an expiry', () => {
    t.list(DATED[0], DATED[1]);
    t.settle();
    w.list(DATED[2]);
    w.list(DATED[3]);
    t.settle();
    expect(t.records.slice(-2).map(({ plan }) => plan.listings.map(({ row }) => row))).toEqual([[4], [null]]);
  });

  it('takes a row that an expiry freed, in a batch after it', () => {
    t.list(DATED[0], DATED[1], DATED[2]);
    t.trade(ALICE, BOB, 3, 5n, 10n * USD);
    t.settle();
    t.due(HOUR, 10n * USD);
    w.expire(2);
    w.list(DATED[3]);
    expect(rows()).toEqual([1, 2, 6, 4, 5]);
    expect(w.ledger.state.settled.has(3)).toBe(true);
    t.settle();
    const [expiry, listing] = t.records.slice(-2);
    expect([expiry!.plan.expiry, expiry!.plan.listings]).toEqual([2, []]);
    expect([listing!.plan.expiry, listing!.plan.listings]).toEqual([null, [{ instrument: 6, row: 2 }]]);
    // The old instrument's positions are settled by their own indices, whatever trades in its row now.
    expect(w.sweep(ALICE)).toBe(true);
    expect(w.sweep(BOB)).toBe(true);
    expect(t.account(ALICE).collateral).toBe(1000n * USD);
    t.settle();
  });

  it('has no price before the next round: not even that of the instrument which had its row before', () => {
    t.list(DATED[0], DATED[1], DATED[2]);
    t.due(HOUR, 10n * USD);
    w.expire(2);
    w.list(DATED[4]);
    // The current round still has a mark in this row: of the future that expired.
    expect(w.ledger.currentRound!.marks[2]).toBe(10n * USD);
    w.begin();
    expect(refused(w, 'NO_MARK', () => t.trade(ALICE, BOB, 7, 1n, 200_000n)).data.retryable).toBe(true);
    const options = { size: SIZE, domain: DOMAIN, oracleKeys: oracleKeys(SIZE) };
    const restored = Ledger.deserialize(w.ledger.serialize(), options);
    restored.beginCommand(1000, 0n, w.now);
    const side = (account: number, side: 0 | 1) =>
      w.signed('order', account, { instrument: 7, side, size: 1n, limitPrice: 200_000n, slot: 9 });
    const fill = { instrument: 7, size: 1n, price: 200_000n, takerFee: 0n, makerFee: 0n };
    expect(() => restored.applyFill({ ...fill, taker: side(ALICE, 0), maker: side(BOB, 1) })).toThrow(
      expect.objectContaining({ name: 'NO_MARK' }),
    );
    w.round(10n * USD, 3n * USD);
    t.trade(ALICE, BOB, 7, 1n, 200_000n);
    t.settle();
  });

  it('shares no batch with a trade in the instrument', () => {
    w.list(DATED[1]);
    w.round(10n * USD, 3n * USD);
    t.trade(ALICE, BOB, 4, 1n, 200_000n);
    t.settle();
    const [listing, trade] = t.records.slice(-2);
    expect([listing!.plan.listings.length, listing!.rows.length]).toEqual([1, 0]);
    expect([trade!.plan.listings.length, trade!.rows.length]).toEqual([0, 2]);
  });

  it('takes its place in the queue of L1 entries', () => {
    w.begin();
    refused(w, 'ENTRY_OUT_OF_ORDER', () => w.ledger.applyEntry({ kind: 'list', index: 99, terms: DATED[0] }));
    refused(w, 'UNKNOWN_INSTRUMENT', () => t.trade(ALICE, BOB, 3, 1n, 10n * USD));
  });

  it('of a dated instrument never pays funding', () => {
    t.list(DATED[0]);
    w.now += 3600;
    w.begin();
    refused(w, 'FUNDING_REFUSED', () => w.ledger.applyFunding({ row: 2, step: 0n, hours: 1 }));
    w.ledger.applyFunding({ row: 0, step: 0n, hours: 1 });
  });
});
