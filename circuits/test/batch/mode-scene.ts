import { type CircuitSize, newAccount } from '@tenor/protocol';
import { call } from '../../../test/scenario/dated.ts';
import { BTC, USD, World } from '../../../test/scenario/world.ts';
import { type Scene, scene, TEST } from './batch-rig.ts';

export const ALICE = 1;
export const BOB = 2;
export const CALL = 3;
export const STANDARD = 0;
/** Underlying 1, on which the call is written, and the other one. */
export const BITCOIN = 1;
export const ETHER = 2;
const HOUR = 500_040;
/** Lots of the call that Bob is short at first: at the mark of 20 cents they owe $40. */
export const SHORT = 200n;

export interface ModeOptions {
  /** µUSD */
  readonly collateral: bigint;
  /** Bob's margin mode before the batch. */
  readonly mode: number;
  /** Left out: every instruction obeys the rules. Else Bob seems to be rich to the rules while the batch is collected, and the batch is a forgery. */
  readonly forged?: boolean;
  readonly size?: CircuitSize;
}

/** Bob is short SHORT calls at $10 with the index at $10: $1.45 of initial margin a lot by itself, 30.625 cents in the portfolio of bitcoin. */
export function modeScene(options: ModeOptions, batch: (w: World) => void): Scene {
  const { size = TEST } = options;
  const w = new World(size);
  const { state } = w.ledger;
  for (const [id, name] of [
    [ALICE, 'alice'],
    [BOB, 'bob'],
  ] as const) {
    state.accounts.set(id, newAccount(id, BigInt(id) * 0x1111n, w.keyOf(name), size.K));
    w.name(id, name);
  }
  const [alice, bob] = [state.accounts.get(ALICE)!, state.accounts.get(BOB)!];
  Object.assign(alice, { collateral: 10_000n * USD });
  Object.assign(bob, { collateral: options.collateral, marginMode: options.mode });
  alice.positions[0] = { instrument: CALL, size: SHORT, snapshot: 0n };
  bob.positions[0] = { instrument: CALL, size: -SHORT, snapshot: 0n };
  state.markets[2] = {
    ...call(CALL, BTC, 10n * USD, HOUR, { imRate: 1n << 17n }),
    indexLong: 0n,
    indexShort: 0n,
    openInterest: SHORT,
    lastMark: USD / 5n,
    lastFundingHour: 0,
  };
  return scene(
    size,
    w,
    (world) => world.round(10n * USD, 3n * USD),
    (world) => {
      if (options.forged) world.ledger.state.accounts.get(BOB)!.collateral += 100_000n * USD;
      batch(world);
    },
  );
}

/** Bob takes a mode. */
export const takeMode = (w: World, mode: number, signer?: string): void =>
  w.oneShot(w.signed('marginMode', BOB, { instrument: mode, slot: 60 }, signer));

/** Bob sells Alice more of the call at its mark. */
export function sellMore(w: World, size: bigint): void {
  const order = { instrument: CALL, size, limitPrice: USD / 5n, slot: 61 };
  const [buy, sell] = [w.signed('order', ALICE, order), w.signed('order', BOB, { ...order, side: 1 })];
  w.fill(buy, sell, size, USD / 5n, { takerFee: 0n });
}
