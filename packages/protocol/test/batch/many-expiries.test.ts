import { beforeEach, describe, expect, it } from 'vitest';
import { call, put } from '../../../../test/scenario/dated.ts';
import { BTC, ETH, START, USD, type World } from '../../../../test/scenario/world.ts';
import { CIRCUIT_SIZES } from '../../src/index.ts';
import { exactMoney } from '../support/exact-money.ts';
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
describe('many expiries', () => {
  it('more expired instruments than one batch opens are settled batch by batch', () => {
    const { K } = SIZE;
    // Alice holds the first K − 1, Carol the K − 1 after them; Bob is on the other side of one of each half and of nothing else.
    const ids = Array.from({ length: 2 * (K - 1) }, (_, i) => 3 + i);
    for (const id of [4, 5]) {
      w.register(id, `trader ${id}`);
      w.deposit(id, 10_000n * USD);
    }
    t.list(...ids.map((id) => (id % 2 === 0 ? call : put)(id, 1 + (id % 2), (id % 2 === 0 ? 10n : 3n) * USD, HOUR)));
    ids.forEach((id, i) => {
      const [long, short] = i < K - 1 ? [ALICE, 4] : [CAROL, 5];
      t.trade(long, short, id, 3n, id % 2 === 0 ? 200_000n : 60_000n);
    });
    t.trade(ALICE, CAROL, BTC, 4n, 10n * USD);
    t.settle();
    const money = exactMoney(w.ledger.state);
    t.due(HOUR, 10_500_000n);
    for (const id of ids) w.expire(id - 1);
    t.settle();
    expect(t.records.filter(({ expiry }) => expiry)).toHaveLength(ids.length);
    const before = t.records.length;
    // One trade between two accounts that together hold more than K expired instruments, then the others' sweeps.
    t.trade(CAROL, ALICE, BTC, 4n, 10_500_000n);
    w.sweep(4);
    w.sweep(5);
    t.settle();
    const openings = t.records.slice(before).map((record) => record.openings.length);
    expect(Math.max(...openings)).toBeLessThanOrEqual(K);
    expect(openings.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(ids.length);
    for (const id of [ALICE, CAROL, 4, 5]) expect(t.held(id)).toEqual([]);
    expect(exactMoney(w.ledger.state)).toBe(money);
  });

  it('one batch may expire an instrument and settle whoever held it', () => {
    t.list(call(3, BTC, STRIKE, HOUR));
    t.trade(ALICE, BOB, 3, LOTS, 200_000n);
    t.settle();
    t.due(HOUR, 10_300_000n);
    w.expire(ROW);
    w.sweep(ALICE);
    w.sweep(BOB);
    t.settle();
    const last = t.records[t.records.length - 1]!;
    expect(last.expiry?.instrument).toBe(3);
    expect(last.openings.map(({ instrument }) => instrument)).toEqual([3]);
    expect(last.visits).toHaveLength(2);
  });

  it('a batch that expires something takes no round that says another price for it', () => {
    t.list(call(3, BTC, STRIKE, HOUR), call(4, ETH, 3n * USD, HOUR));
    t.trade(ALICE, BOB, 3, LOTS, 200_000n);
    t.settle();
    t.due(HOUR, 10_300_000n);
    w.expire(ROW);
    t.due(HOUR, 10_300_000n, 3_100_000n);
    // The same for BTC: it fits.
    w.sweep(ALICE);
    t.due(HOUR, 10_400_000n);
    w.sweep(BOB);
    t.settle();
    const [first, second] = t.records.slice(-2);
    expect([first!.visits.length, second!.visits.length]).toEqual([1, 1]);
    expect([first!.expiry?.final.indexLong, second!.expiry]).toEqual([300_000n << 24n, null]);
  });
});
