import { beforeEach, describe, expect, it } from 'vitest';
import { call, future, put } from '../../../../test/scenario/dated.ts';
import { BTC, DOMAIN, ETH, genesis, oracleKeys, START, USD, World } from '../../../../test/scenario/world.ts';
import {
  type BatchPlan,
  type BatchRecord,
  CIRCUIT_SIZES,
  type MarketTerms,
  Replay,
  SettledState,
} from '../../src/index.ts';
import { brokenConstraints } from '../support/broken-constraints.ts';
import { exactMoney } from '../support/exact-money.ts';
import { refused } from '../support/refused.ts';
import { stateText } from '../support/state-text.ts';

const SIZE = CIRCUIT_SIZES.dev;
const HOUR = Math.floor(START / 3600) + 2;
const [ALICE, BOB, CAROL] = [1, 2, 3] as const;
const STRIKE = 10n * USD;
const ROW = 2;
const LOTS = 30n;

let w: World;
let settled: SettledState;
let replay: Replay;
let records: BatchRecord[];

beforeEach(() => {
  w = new World(SIZE);
  settled = new SettledState(SIZE, genesis(SIZE), oracleKeys(SIZE));
  replay = new Replay(SIZE, genesis(SIZE));
  records = [];
  w.round(10n * USD, 3n * USD);
  for (const id of [ALICE, BOB, CAROL]) {
    w.register(id, `trader ${id}`);
    w.deposit(id, 1000n * USD);
  }
});

/** Settles whatever is sealed, from plans and from published words, and compares all three states. */
function settle(plans: BatchPlan[] = w.sealed()): void {
  for (const plan of plans) {
    const record = settled.net(plan);
    expect(brokenConstraints(record, settled.state, SIZE)).toEqual([]);
    records.push(record);
    const { words, newRoot } = settled.applyRecord(record, DOMAIN);
    expect(replay.apply(words).newRoot).toBe(newRoot);
  }
  expect(stateText(settled.state)).toBe(stateText(w.ledger.state));
  expect(stateText(replay.state)).toBe(stateText(w.ledger.state));
}

function list(...all: MarketTerms[]): void {
  for (const terms of all) w.list(terms);
  w.round(10n * USD, 3n * USD);
}

/** `buyer` buys from `seller`. */
function trade(buyer: number, seller: number, instrument: number, lots: bigint, price: bigint): void {
  const terms = { instrument, size: lots, maxFeePerLot: 0n };
  w.fill(
    w.signed('order', buyer, { ...terms, side: 0, limitPrice: price, slot: 10 + instrument }),
    w.signed('order', seller, { ...terms, side: 1, limitPrice: price, slot: 100 + instrument }),
    lots,
    price,
    { takerFee: 0n },
  );
}

/** The round of the expiry: every underlying settles where its index is now. */
function due(btc: bigint, hour = HOUR, eth = 3n * USD): void {
  w.now = Math.max(w.now, hour * 3600 + 5);
  w.publish({ marks: [btc, eth], settlementHour: hour, settlement: [btc, eth] });
}

const collateral = (id: number): bigint => w.ledger.state.accounts.get(id)!.collateral;
const held = (id: number): number[] =>
  w.ledger.state.accounts.get(id)!.positions.flatMap(({ instrument, size }) => (size === 0n ? [] : [instrument]));

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
    list(make());
    trade(ALICE, BOB, 3, LOTS, price);
    settle();
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
    settle();
  });
});

describe('cash is rounded against the accounts alone', () => {
  it('an expiry after funding that does not divide loses less than a µUSD a side', () => {
    list(call(3, BTC, STRIKE, HOUR));
    trade(ALICE, BOB, 3, 7n, 200_000n);
    trade(ALICE, BOB, BTC, 7n, 10n * USD);
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
    settle();
  });
});

describe('an expiry is refused', () => {
  beforeEach(() => list(call(3, BTC, STRIKE, HOUR), future(4, BTC, HOUR + 1)));
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
    list(call(3, BTC, STRIKE, HOUR));
    trade(ALICE, BOB, 3, LOTS, 200_000n);
  });
  it('nothing trades in it: not while it waits for its price, not afterwards', () => {
    w.now = HOUR * 3600 - 1;
    trade(ALICE, BOB, 3, 1n, 200_000n);
    w.now = HOUR * 3600;
    w.begin();
    expect(refused(w, 'EXPIRED_INSTRUMENT', () => trade(BOB, ALICE, 3, 1n, 200_000n)).data.party).toBe('taker');
    due(10_300_000n);
    refused(w, 'EXPIRED_INSTRUMENT', () => trade(BOB, ALICE, 3, 1n, 200_000n));
    w.expire(ROW);
    refused(w, 'EXPIRED_INSTRUMENT', () => trade(BOB, ALICE, 3, 1n, 200_000n));
    w.sweep(ALICE);
    refused(w, 'EXPIRED_INSTRUMENT', () => trade(BOB, ALICE, 3, 1n, 200_000n));
    refused(w, 'EXPIRED_INSTRUMENT', () =>
      w.liquidate(BOB, w.signed('order', CAROL, { instrument: 3, size: 1n, side: 1, limitPrice: 1n }), 1n, 200_000n),
    );
    settle();
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
    refused(w, 'MARGIN', () => trade(BOB, ALICE, BTC, 3000n, 10_300_000n));
    refused(w, 'PRICE_BAND', () => trade(BOB, ALICE, BTC, 1n, 20n * USD));
    expect([held(ALICE), held(BOB)]).toEqual([[3], [3]]);
    refused(w, 'UNKNOWN_ACCOUNT', () => w.ledger.applySweep(77));
    w.begin();
    expect(w.ledger.applySweep(CAROL)).toBe(false);
  });
  it.each([
    { what: 'a deposit', run: () => w.deposit(ALICE, 1n) },
    { what: 'a cancel', run: () => w.oneShot(w.signed('cancel', ALICE, { slot: 5 })) },
    { what: 'a cancel-all', run: () => w.oneShot(w.signed('cancelAll', ALICE, { slot: 5 })) },
    { what: 'a trade', run: () => trade(ALICE, CAROL, BTC, 2n, 10_300_000n) },
  ])('$what settles the account first', ({ run }) => {
    due(10_300_000n);
    w.expire(ROW);
    run();
    expect([held(ALICE).includes(3), held(BOB)]).toEqual([false, [3]]);
    settle();
  });
  it('a trade settles both sides in its own batch', () => {
    due(10_300_000n);
    w.expire(ROW);
    trade(ALICE, BOB, BTC, 2n, 10_300_000n);
    expect([held(ALICE), held(BOB)]).toEqual([[BTC], [BTC]]);
    expect(w.ledger.openBatch().visits).toBe(2);
    settle();
    expect(records[records.length - 1]!.visits.every(({ rows }) => rows === 1)).toBe(true);
  });
  it('an account that got into debt by it is settled into its debt, and gets out by a deposit', () => {
    due(60n * USD);
    w.expire(ROW);
    expect(w.ledger.health(BOB).equity).toBe(1006n * USD - LOTS * 50n * USD);
    w.sweep(BOB);
    expect(collateral(BOB)).toBe(-494n * USD);
    w.deposit(BOB, 500n * USD);
    w.oneShot(w.signed('withdraw', BOB, { amount: 6n * USD }));
    settle();
  });
});

describe('many expiries', () => {
  it('more expired instruments than one batch opens are settled batch by batch', () => {
    const { K } = SIZE;
    // Alice holds the first K − 1, Carol the K − 1 after them; Bob is on the other side of one of each half and of nothing else.
    const ids = Array.from({ length: 2 * (K - 1) }, (_, i) => 3 + i);
    for (const id of [4, 5]) {
      w.register(id, `trader ${id}`);
      w.deposit(id, 10_000n * USD);
    }
    list(...ids.map((id) => (id % 2 === 0 ? call : put)(id, 1 + (id % 2), (id % 2 === 0 ? 10n : 3n) * USD, HOUR)));
    ids.forEach((id, i) => {
      const [long, short] = i < K - 1 ? [ALICE, 4] : [CAROL, 5];
      trade(long, short, id, 3n, id % 2 === 0 ? 200_000n : 60_000n);
    });
    trade(ALICE, CAROL, BTC, 4n, 10n * USD);
    settle();
    const money = exactMoney(w.ledger.state);
    due(10_500_000n);
    for (const id of ids) w.expire(id - 1);
    settle();
    expect(records.filter(({ expiry }) => expiry)).toHaveLength(ids.length);
    const before = records.length;
    // One trade between two accounts that together hold more than K expired instruments, then the others' sweeps.
    trade(CAROL, ALICE, BTC, 4n, 10_500_000n);
    w.sweep(4);
    w.sweep(5);
    settle();
    const openings = records.slice(before).map((record) => record.openings.length);
    expect(Math.max(...openings)).toBeLessThanOrEqual(K);
    expect(openings.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(ids.length);
    for (const id of [ALICE, CAROL, 4, 5]) expect(held(id)).toEqual([]);
    expect(exactMoney(w.ledger.state)).toBe(money);
  });

  it('one batch may expire an instrument and settle whoever held it', () => {
    list(call(3, BTC, STRIKE, HOUR));
    trade(ALICE, BOB, 3, LOTS, 200_000n);
    settle();
    due(10_300_000n);
    w.expire(ROW);
    w.sweep(ALICE);
    w.sweep(BOB);
    settle();
    const last = records[records.length - 1]!;
    expect(last.expiry?.instrument).toBe(3);
    expect(last.openings.map(({ instrument }) => instrument)).toEqual([3]);
    expect(last.visits).toHaveLength(2);
  });

  it('a batch that expires something takes no round that says another price for it', () => {
    list(call(3, BTC, STRIKE, HOUR), call(4, ETH, 3n * USD, HOUR));
    trade(ALICE, BOB, 3, LOTS, 200_000n);
    settle();
    due(10_300_000n);
    w.expire(ROW);
    due(10_300_000n, HOUR, 3_100_000n);
    // The same for BTC: it fits.
    w.sweep(ALICE);
    due(10_400_000n);
    w.sweep(BOB);
    settle();
    const [first, second] = records.slice(-2);
    expect([first!.visits.length, second!.visits.length]).toEqual([1, 1]);
    expect([first!.expiry?.final.indexLong, second!.expiry]).toEqual([300_000n << 24n, null]);
  });
});
