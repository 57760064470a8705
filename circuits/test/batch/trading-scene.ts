import type { SignedInstruction } from '@tenor/protocol';
import { BTC, ETH, USD, World } from '../../../test/scenario/world.ts';
import { type Scene, scene, TEST } from './batch-rig.ts';

export const ALICE = 1;
export const BOB = 2;
export const CAROL = 3;
const MARKS = [10n * USD, 3n * USD] as const;

/** Alice and Carol have one owner. Bob is short 50 lots of ETH against Alice, and funding has moved the index since. */
export function history(w: World): void {
  w.round(...MARKS);
  w.register(ALICE, 'alice', 0xa11cen);
  w.deposit(ALICE, 1000n * USD);
  w.register(BOB, 'bob', 0xb0bn);
  w.deposit(BOB, 1000n * USD);
  w.register(CAROL, 'carol', 0xa11cen);
  w.deposit(CAROL, 300n * USD);
  const order = { instrument: ETH, size: 50n, limitPrice: 3n * USD, slot: 40 };
  w.fill(w.signed('order', ALICE, order), w.signed('order', BOB, { ...order, side: 1 }), 50n, 3n * USD);
  w.now += 3600;
  w.begin();
  w.ledger.applyFunding({ row: 1, step: 12_345n << 20n, hours: 1 });
  w.now += 5;
  w.round(...MARKS);
}

/** Alice buys 20 of 50 lots of BTC from Bob at $10, Carol withdraws $75, a deposit of $40 arrives for Carol. */
export const tradingScene = (): Scene =>
  scene(TEST, new World(TEST), history, (w) => {
    w.deposit(CAROL, 40n * USD);
    const buy = w.signed('order', ALICE, { size: 50n, limitPrice: 10n * USD, slot: 3 });
    const sell = w.signed('order', BOB, { size: 20n, side: 1, limitPrice: 10n * USD, slot: 300 });
    w.fill(buy, sell, 20n, 10n * USD);
    w.oneShot(w.signed('withdraw', CAROL, { amount: 75n * USD, slot: 700 }));
  });

/** Rows of the trading scene. */
export const BUY = 0;
export const SELL = 1;
export const WITHDRAW = 2;
export { BTC, ETH, USD };

/** Orders that an earlier batch filled to 20 of 50 lots trade 10 more. */
export function resumedScene(): Scene {
  const orders: SignedInstruction[] = [];
  return scene(
    TEST,
    new World(TEST),
    (w) => {
      history(w);
      orders.push(w.signed('order', ALICE, { size: 50n, limitPrice: 10n * USD, slot: 3 }));
      orders.push(w.signed('order', BOB, { size: 50n, side: 1, limitPrice: 10n * USD, slot: 300 }));
      w.fill(orders[0]!, orders[1]!, 20n, 10n * USD);
      w.oneShot(w.signed('withdraw', CAROL, { amount: 75n * USD, slot: 700 }));
    },
    (w) => w.fill(orders[0]!, orders[1]!, 10n, 10n * USD),
  );
}
