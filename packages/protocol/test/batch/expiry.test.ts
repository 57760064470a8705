import { beforeEach, describe, expect, it } from 'vitest';
import { call, future, put } from '../../../../test/scenario/dated.ts';
import { BTC, START, USD, type World } from '../../../../test/scenario/world.ts';
import { CIRCUIT_SIZES } from '../../src/index.ts';
import { exactMoney } from '../support/exact-money.ts';
import { refused } from '../support/refused.ts';
import { SettledWorld } from '../support/settled-world.ts';

const SIZE = CIRCUIT_SIZES.dev;
const HOUR = Math.floor(START / 3600) + 2;
const [ALICE, BOB, CAROL] = [1, 2, 3] as const;
const STRIKE = 10n * USD;
const ROW = 2;
const LOTS = 30n;

let t: SettledWorld;
let w: World;
beforeEach(() => {
  t = new SettledWorld(SIZE, [ALICE, BOB, CAROL]);
  w = t.w;
});
const due = (btc: bigint, hour = HOUR): void => t.due(hour, btc);
const collateral = (id: number): bigint => t.account(id).collateral;
const held = (id: number): number[] => t.held(id);

describe.each([
  { name: 'a future', make: () => future(3, BTC, HOUR), price: 10n * USD, pays: [9_500_000n, 10n * USD, 10_700_001n] },
  { name: 'a call', make: () => call(3, BTC, STRIKE, HOUR), price: 200_000n, pays: [0n, 0n, 700_001n] },
  { name: 'a put', make: () => put(3, BTC, STRIKE, HOUR), price: 200_000n, pays: [500_000n, 0n, 0n] },
])('$name from its listing to the withdrawal of what it paid', ({ make, price, pays }) => {
  it.each([
    { at: 9_500_000n, which: 0 },
    { at: STRIKE, which: 1 },
    { at: 10_700_001n, which: 2 },
  ])('settled at $at', ({ at, which }) => {
    t.list(make());
    t.trade(ALICE, BOB, 3, LOTS, price);
    t.settle();
    const money = exactMoney(w.ledger.state);
    due(at);
    w.expire(ROW);
    const paid = LOTS * pays[which]!;
    expect(w.ledger.state.markets[ROW]).toBeNull();
    expect(w.ledger.state.settled.get(3)).toEqual({ indexLong: pays[which]! << 24n, indexShort: pays[which]! << 24n });
    // Until they are settled the accounts own what it paid, and their positions still show.
    expect(held(ALICE)).toEqual([3]);
    expect(w.ledger.health(ALICE)).toEqual({
      equity: 1000n * USD - LOTS * price + paid,
      initialMargin: 0n,
      maintenanceMargin: 0n,
      freeCollateral: 1000n * USD - LOTS * price + paid,
    });
    expect(w.sweep(ALICE)).toBe(true);
    expect(w.sweep(ALICE)).toBe(false);
    expect([held(ALICE), held(BOB)]).toEqual([[], [3]]);
    // The other side is settled by its next instruction: everything it has goes out.
    const left = 1000n * USD + LOTS * price - paid;
    const withdrawal = { amount: left + 1n, slot: 7 };
    refused(w, 'INSUFFICIENT_FUNDS', () => w.oneShot(w.signed('withdraw', BOB, withdrawal)));
    w.oneShot(w.signed('withdraw', BOB, { ...withdrawal, amount: left }));
    expect([collateral(ALICE), collateral(BOB)]).toEqual([1000n * USD - LOTS * price + paid, 0n]);
    expect(held(BOB)).toEqual([]);
    expect(exactMoney(w.ledger.state)).toBe(money - (left << 24n));
    t.settle();
  });
});

describe('cash is rounded against the accounts alone', () => {
  it('an expiry after funding that does not divide loses less than a µUSD a side', () => {
    t.list(call(3, BTC, STRIKE, HOUR));
    t.trade(ALICE, BOB, 3, 7n, 200_000n);
    t.trade(ALICE, BOB, BTC, 7n, 10n * USD);
    w.now += 3600;
    w.begin();
    w.ledger.applyFunding({ row: 0, step: 12_345n, hours: 1 });
    const money = exactMoney(w.ledger.state);
    due(10_400_000n);
    w.expire(ROW);
    expect(exactMoney(w.ledger.state)).toBe(money);
    w.sweep(ALICE);
    w.sweep(BOB);
    const lost = money - exactMoney(w.ledger.state);
    // Of 7 × 12345 / 2^24 µUSD the long side gets and the short side pays, each rounded down for itself.
    expect(lost).toBe(1n << 24n);
    t.settle();
  });
});

describe('an expiry is refused', () => {
  beforeEach(() => t.list(call(3, BTC, STRIKE, HOUR), future(4, BTC, HOUR + 1)));
  const expire = (row: number) => (): void => w.ledger.applyExpiry(row);

  it('before its hour, and without the settlement price of exactly that hour', () => {
    w.begin();
    refused(w, 'EXPIRY_REFUSED', expire(ROW));
    w.now = HOUR * 3600 - 1;
    w.round(10n * USD, 3n * USD);
    w.begin();
    refused(w, 'EXPIRY_REFUSED', expire(ROW));
    w.now = (HOUR + 1) * 3600;
    w.round(10n * USD, 3n * USD);
    w.begin();
    refused(w, 'EXPIRY_REFUSED', expire(ROW));
    due(10n * USD, HOUR + 1);
    refused(w, 'EXPIRY_REFUSED', expire(ROW));
    w.expire(ROW + 1);
    due(10n * USD, HOUR);
    refused(w, 'UNKNOWN_INSTRUMENT', expire(ROW + 1));
    w.expire(ROW);
  });
  it('a second time, of a free row and of a perpetual', () => {
    // A perpetual's expiry hour is 0, which is also what a round without a settlement says.
    expect([w.ledger.state.markets[0]!.expiryHour, w.ledger.currentRound!.settlementHour]).toEqual([0, 0]);
    w.begin();
    refused(w, 'EXPIRY_REFUSED', expire(0));
    due(10n * USD);
    w.expire(ROW);
    refused(w, 'UNKNOWN_INSTRUMENT', expire(ROW));
    refused(w, 'UNKNOWN_INSTRUMENT', expire(9));
    refused(w, 'UNKNOWN_INSTRUMENT', expire(SIZE.M));
    refused(w, 'EXPIRY_REFUSED', expire(0));
  });
  it('at an hour that the clock has reached, but not the round', () => {
    w.now = HOUR * 3600 + 1;
    refused(w, 'ROUND_REFUSED', () => {
      w.ledger.applyRound({ ...w.ledger.currentRound!, round: 99, settlementHour: HOUR, settlement: [1n, 1n] });
    });
    w.begin();
    refused(w, 'EXPIRY_REFUSED', expire(ROW));
  });
});

describe('from its expiry on', () => {
  beforeEach(() => {
    t.list(call(3, BTC, STRIKE, HOUR));
    t.trade(ALICE, BOB, 3, LOTS, 200_000n);
  });
  it('nothing trades in it: not while it waits for its price, not afterwards', () => {
    w.now = HOUR * 3600 - 1;
    t.trade(ALICE, BOB, 3, 1n, 200_000n);
    w.now = HOUR * 3600;
    w.begin();
    expect(refused(w, 'EXPIRED_INSTRUMENT', () => t.trade(BOB, ALICE, 3, 1n, 200_000n)).data.party).toBe('taker');
    due(10_300_000n);
    refused(w, 'EXPIRED_INSTRUMENT', () => t.trade(BOB, ALICE, 3, 1n, 200_000n));
    w.expire(ROW);
    refused(w, 'EXPIRED_INSTRUMENT', () => t.trade(BOB, ALICE, 3, 1n, 200_000n));
    w.sweep(ALICE);
    refused(w, 'EXPIRED_INSTRUMENT', () => t.trade(BOB, ALICE, 3, 1n, 200_000n));
    refused(w, 'EXPIRED_INSTRUMENT', () =>
      w.liquidate(BOB, w.signed('order', CAROL, { instrument: 3, size: 1n, side: 1, limitPrice: 1n }), 1n, 200_000n),
    );
    t.settle();
  });
  it('no position of it is liquidated while it waits for its price', () => {
    w.now = HOUR * 3600;
    w.begin();
    refused(w, 'EXPIRED_INSTRUMENT', () =>
      w.liquidate(BOB, w.signed('order', CAROL, { instrument: 3, size: 1n, side: 1, limitPrice: 1n }), 1n, 200_000n),
    );
  });
  it('a refused command leaves expired positions where they are', () => {
    due(10_300_000n);
    w.expire(ROW);
    refused(w, 'INSUFFICIENT_FUNDS', () => w.oneShot(w.signed('withdraw', BOB, { amount: 5000n * USD })));
    refused(w, 'MARGIN', () => t.trade(BOB, ALICE, BTC, 3000n, 10_300_000n));
    refused(w, 'PRICE_BAND', () => t.trade(BOB, ALICE, BTC, 1n, 20n * USD));
    expect([held(ALICE), held(BOB)]).toEqual([[3], [3]]);
    refused(w, 'UNKNOWN_ACCOUNT', () => w.ledger.applySweep(77));
    w.begin();
    expect(w.ledger.applySweep(CAROL)).toBe(false);
  });
  it.each([
    { what: 'a deposit', run: () => w.deposit(ALICE, 1n) },
    { what: 'a cancel', run: () => w.oneShot(w.signed('cancel', ALICE, { slot: 5 })) },
    { what: 'a cancel-all', run: () => w.oneShot(w.signed('cancelAll', ALICE, { slot: 5 })) },
    { what: 'a trade', run: () => t.trade(ALICE, CAROL, BTC, 2n, 10_300_000n) },
  ])('$what settles the account first', ({ run }) => {
    due(10_300_000n);
    w.expire(ROW);
    run();
    expect([held(ALICE).includes(3), held(BOB)]).toEqual([false, [3]]);
    t.settle();
  });
  it('a trade settles both sides in its own batch', () => {
    due(10_300_000n);
    w.expire(ROW);
    t.trade(ALICE, BOB, BTC, 2n, 10_300_000n);
    expect([held(ALICE), held(BOB)]).toEqual([[BTC], [BTC]]);
    expect(w.ledger.openBatch().visits).toBe(2);
    t.settle();
    expect(t.records[t.records.length - 1]!.visits.every(({ rows }) => rows === 1)).toBe(true);
  });
  it('an account that got into debt by it is settled into its debt, and gets out by a deposit', () => {
    due(60n * USD);
    w.expire(ROW);
    expect(w.ledger.health(BOB).equity).toBe(1006n * USD - LOTS * 50n * USD);
    w.sweep(BOB);
    expect(collateral(BOB)).toBe(-494n * USD);
    w.deposit(BOB, 500n * USD);
    w.oneShot(w.signed('withdraw', BOB, { amount: 6n * USD }));
    t.settle();
  });
});
