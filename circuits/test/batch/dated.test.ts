import { beforeAll, describe, it } from 'vitest';
import { call, future, put } from '../../../test/scenario/dated.ts';
import { BTC, USD, World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, expectAccepted, type Scene, scene, TEST } from './batch-rig.ts';

const ALICE = 1;
const BOB = 2;
const MARKS = [10n * USD, 3n * USD] as const;
const HOUR = 500_040;
const CALL = 3;
const FUTURE = 4;
const PUT = 5;

/** Two rich traders. */
function traders(w: World): void {
  w.round(...MARKS);
  w.register(ALICE, 'alice');
  w.deposit(ALICE, 1000n * USD);
  w.register(BOB, 'bob');
  w.deposit(BOB, 1000n * USD);
}

/** A call at $10, a future and a put at $11 on BTC. */
function listed(w: World): void {
  traders(w);
  w.list(call(CALL, BTC, 10n * USD, HOUR));
  w.list(future(FUTURE, BTC, HOUR));
  w.list(put(PUT, BTC, 11n * USD, HOUR));
  w.now += 5;
  w.round(...MARKS);
}

function trade(w: World, instrument: number, size: bigint, price: bigint, slot: number): void {
  const order = { instrument, size, limitPrice: price, slot };
  w.fill(w.signed('order', ALICE, order), w.signed('order', BOB, { ...order, side: 1 }), size, price);
}

/** Alice is long the call and the put, Bob short both. */
function held(w: World): void {
  listed(w);
  trade(w, CALL, 100n, USD / 2n, 50);
  trade(w, PUT, 50n, USD + USD / 4n, 51);
}

const expiryRound = (w: World): void => {
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

describe('dated instruments in a batch', () => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await batchCircuit(TEST);
  });
  it.each([
    ['a listing', listingScene],
    ['a listing without a free row', fullScene],
    ['an option trade', optionScene],
    ['a future trade', futureScene],
    ['an expiry with a settlement', expiryScene],
    ['settlements of two expired series', settlementScene],
  ])('%s is accepted', async (_, make) => {
    await expectAccepted(circuit, make());
  });
});
