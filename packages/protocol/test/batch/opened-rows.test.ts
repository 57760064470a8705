import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../../test/scenario/dated.ts';
import { BTC, START, USD, type World } from '../../../../test/scenario/world.ts';
import { CIRCUIT_SIZES, netBatch } from '../../src/index.ts';
import { SettledWorld } from '../support/settled-world.ts';

/** Two epochs: an account that does not pass at the newest round stays judged at an earlier one. */
const SIZE = CIRCUIT_SIZES.dev;
const HOUR = Math.floor(START / 3600) + 5;
const [ALICE, BOB, CAROL, DAVE] = [1, 2, 3, 4] as const;
const CALL = 3;
let t: SettledWorld;
let w: World;
beforeEach(() => {
  t = new SettledWorld(SIZE, [ALICE, BOB, CAROL, DAVE]);
  w = t.w;
  t.settle();
});

describe('a position that one batch opens and closes', () => {
  it('leaves no position, but its rows are there', () => {
    t.trade(ALICE, BOB, BTC, 10n, 10n * USD);
    t.trade(BOB, ALICE, BTC, 10n, 10n * USD);
    t.settle();
    const [record] = t.records.slice(-1);
    expect(record!.rows).toHaveLength(4);
    expect(record!.markets.map(({ row, bandReads, markReads }) => ({ row, bandReads, markReads }))).toEqual([
      { row: 0, bandReads: 4, markReads: [0, 0] },
    ]);
    expect(w.ledger.state.markets[0]!.lastMark).toBe(10n * USD);
  });

  it('opens every row that was traded, beside those that are held', () => {
    t.list(call(CALL, BTC, 10n * USD, HOUR));
    t.trade(ALICE, BOB, CALL, 3n, 200_000n);
    t.settle();
    t.trade(CAROL, DAVE, BTC, 1n, 10n * USD);
    t.trade(DAVE, CAROL, BTC, 1n, 10n * USD);
    t.trade(ALICE, BOB, CALL, 1n, 200_000n);
    t.settle();
    expect(t.records[t.records.length - 1]!.markets.map(({ row }) => row)).toEqual([0, 2]);
  });
});

describe('a row that is first opened when visits stay at an earlier round', () => {
  const TERMS = call(CALL, BTC, 10n * USD, HOUR);
  beforeEach(() => {
    w.oneShot(w.signed('withdraw', ALICE, { amount: 895n * USD }));
    t.settle();
  });

  /** Alice buys for nearly all that she has: 100 lots with $105 of equity. At $9.79 that would not be enough, so she is judged at this round for good. */
  const aliceBuys = (): void => t.trade(ALICE, BOB, BTC, 100n, 10n * USD);
  /** The perpetual moves by less than its step. */
  const round = (callMark: bigint): void => {
    w.now += 10;
    w.publish({ marks: [9_790_000n, 3n * USD, callMark] });
  };
  const lastTwo = () => t.records.slice(-2);

  it('shares their batch while its marks lie within a step of each other', () => {
    t.list(TERMS);
    t.settle();
    aliceBuys();
    round(300_000n);
    t.trade(CAROL, DAVE, CALL, 1n, 300_000n);
    t.settle();
    const [record] = t.records.slice(-1);
    expect(record!.visits.map(({ account, epoch }) => [account, epoch])).toEqual([
      [ALICE, 0],
      [BOB, 1],
      [CAROL, 1],
      [DAVE, 1],
    ]);
  });

  it('waits for the next batch where its mark moved farther', () => {
    t.list(TERMS);
    t.settle();
    aliceBuys();
    // An at-the-money option's step is half of 15 % of the index.
    round(1_000_000n);
    t.trade(CAROL, DAVE, CALL, 1n, 1_000_000n);
    t.settle();
    const [first, second] = lastTwo();
    expect(first!.visits.map(({ account }) => account)).toEqual([ALICE, BOB]);
    expect(second!.visits.map(({ account }) => account)).toEqual([CAROL, DAVE]);
  });

  it('waits for the next batch where the earlier round has no mark of its instrument', () => {
    w.list(TERMS);
    t.settle();
    aliceBuys();
    round(100_000n);
    t.trade(CAROL, DAVE, CALL, 1n, 100_000n);
    t.settle();
    const [first, second] = lastTwo();
    expect(first!.visits.map(({ account }) => account)).toEqual([ALICE, BOB]);
    expect(first!.plan.rounds.every(({ marks }) => marks[2] === 0n)).toBe(true);
    expect(second!.visits.map(({ account }) => account)).toEqual([CAROL, DAVE]);
  });
});

it('a plan that trades in an instrument which nobody is left with nets the same from its text', () => {
  t.trade(ALICE, BOB, BTC, 10n, 10n * USD);
  t.trade(BOB, ALICE, BTC, 10n, 10n * USD);
  const [plan] = w.sealed();
  const { markets, visits } = netBatch(t.settled.state, plan!, SIZE);
  expect(markets[0]!.after!.openInterest).toBe(0n);
  expect(visits.every(({ instruments }) => instruments.every((instrument) => instrument === 0))).toBe(true);
});
