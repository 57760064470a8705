import { call, future, put } from '../../../test/scenario/dated.ts';
import { BTC, USD, World } from '../../../test/scenario/world.ts';
import { type Scene, scene, TEST } from './batch-rig.ts';

export const ALICE = 1;
export const BOB = 2;
export const MARKS = [10n * USD, 3n * USD] as const;
/** Unix hours of the expiry. */
export const HOUR = 500_040;
export const CALL = 3;
export const FUTURE = 4;
export const PUT = 5;

/** Two rich traders. */
export function traders(w: World): void {
  w.round(...MARKS);
  w.register(ALICE, 'alice');
  w.deposit(ALICE, 1000n * USD);
  w.register(BOB, 'bob');
  w.deposit(BOB, 1000n * USD);
}

/** A call at $10, a future and a put at $11 on BTC. */
export function listed(w: World): void {
  traders(w);
  w.list(call(CALL, BTC, 10n * USD, HOUR));
  w.list(future(FUTURE, BTC, HOUR));
  w.list(put(PUT, BTC, 11n * USD, HOUR));
  w.now += 5;
  w.round(...MARKS);
}

export function trade(w: World, instrument: number, size: bigint, price: bigint, slot: number): void {
  const order = { instrument, size, limitPrice: price, slot };
  w.fill(w.signed('order', ALICE, order), w.signed('order', BOB, { ...order, side: 1 }), size, price);
}

/** Alice is long the call and the put, Bob short both. */
export function held(w: World): void {
  listed(w);
  trade(w, CALL, 100n, USD / 2n, 50);
  trade(w, PUT, 50n, USD + USD / 4n, 51);
}

export const expiryRound = (w: World): void => {
  w.now = HOUR * 3600 + 30;
  w.publish({
    marks: [12n * USD, 3n * USD],
    settlementHour: HOUR,
    settlement: [11n * USD + USD / 2n, 3n * USD],
  });
};

export const listingScene = (): Scene =>
  scene(TEST, new World(TEST), traders, (w) => w.list(call(CALL, BTC, 10n * USD, HOUR)));
export const optionScene = (): Scene => scene(TEST, new World(TEST), listed, (w) => trade(w, CALL, 100n, USD / 2n, 50));
export const futureScene = (): Scene =>
  scene(TEST, new World(TEST), listed, (w) => trade(w, FUTURE, 10n, 10n * USD, 50));
/** The call expires, and Alice is swept in the same batch. */
export const expiryScene = (): Scene =>
  scene(
    TEST,
    new World(TEST),
    (w) => {
      held(w);
      expiryRound(w);
    },
    (w) => {
      w.expire(2);
      w.sweep(ALICE);
    },
  );
/** Both series have expired before; Bob, short both, is settled by a deposit. */
export const settlementScene = (): Scene =>
  scene(
    TEST,
    new World(TEST),
    (w) => {
      held(w);
      expiryRound(w);
      w.expire(2);
      w.expire(4);
    },
    (w) => w.deposit(BOB, 10n * USD),
  );
/** Every row is taken: the entry of a sixth instrument has no effect. */
export const fullScene = (): Scene =>
  scene(TEST, new World(TEST), listed, (w) => w.list(call(6, BTC, 12n * USD, HOUR)));

/** An option trade in the last second of its series. */
export const lateScene = (): Scene =>
  scene(
    TEST,
    new World(TEST),
    (w) => {
      listed(w);
      w.now = HOUR * 3600 - 1;
      w.round(...MARKS);
    },
    (w) => trade(w, CALL, 100n, USD / 2n, 50),
  );
