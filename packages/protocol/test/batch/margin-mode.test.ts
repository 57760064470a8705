import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../../test/scenario/dated.ts';
import { BTC, DOMAIN, genesis, oracleKeys, perpetual, USD, World } from '../../../../test/scenario/world.ts';
import {
  CIRCUIT_SIZES,
  insuredEquity,
  listedMarket,
  newAccount,
  Replay,
  SettledState,
  STANDARD_MODE,
} from '../../src/index.ts';
import { brokenConstraints } from '../support/broken-constraints.ts';
import { refused } from '../support/refused.ts';
import { stateText } from '../support/state-text.ts';

const SIZE = CIRCUIT_SIZES.dev;
const [ALICE, BOB] = [1, 2] as const;
const CALL = 3;
const [BITCOIN, ETHER] = [1, 2] as const;
const MARK = USD / 5n;
let w: World;
let settled: SettledState;
let replay: Replay;

/**
 * Bob is short 200 calls at $10 with the index there and the mark at 20 cents: $40 owed, $290 of standard initial margin; by scenarios $25 of loss and
 * $36.25 of contingency, so $61.25, and $45.9375 to be maintained. Alice is rich and holds the other side.
 */
function start(collateral: bigint, mode: number = STANDARD_MODE): void {
  w = new World(
    SIZE,
    genesis(SIZE, [
      perpetual(1),
      perpetual(2),
      listedMarket(call(CALL, BTC, 10n * USD, 500_040, { imRate: 1n << 17n })),
    ]),
  );
  const { state } = w.ledger;
  for (const [id, name, lots, cash] of [
    [ALICE, 'alice', 200n, 100_000n * USD],
    [BOB, 'bob', -200n, collateral],
  ] as const) {
    const account = { ...newAccount(id, BigInt(id), w.keyOf(name), SIZE.K), collateral: cash };
    account.positions[0] = { instrument: CALL, size: lots, snapshot: 0n };
    state.accounts.set(id, account);
    w.name(id, name);
  }
  state.accounts.get(BOB)!.marginMode = mode;
  state.markets[2]!.openInterest = 200n;
  settled = new SettledState(SIZE, state, oracleKeys(SIZE));
  replay = new Replay(SIZE, structuredClone(state));
  w.round(10n * USD, 3n * USD);
}

const bob = () => w.ledger.state.accounts.get(BOB)!;
let slot = 100;
const take = (mode: number, more = {}): void =>
  w.oneShot(w.signed('marginMode', BOB, { instrument: mode, slot: slot++, ...more }));
const sell = (lots: bigint): void => {
  const order = { instrument: CALL, size: lots, limitPrice: MARK, slot: slot++ };
  const buy = w.signed('order', ALICE, order);
  w.fill(buy, w.signed('order', BOB, { ...order, side: 1 }), lots, MARK, { takerFee: 0n });
};

/** Seals what there is; every batch must be provable, and the published words alone must lead to its state. Returns the number of batches. */
function settleAll(): number {
  const plans = w.sealed();
  for (const plan of plans) {
    const before = structuredClone(settled.state);
    const record = settled.net(plan);
    expect(brokenConstraints(record, before, SIZE)).toEqual([]);
    const { words } = settled.applyRecord(record, DOMAIN);
    replay.apply(words);
    expect(stateText(replay.state)).toBe(stateText(settled.state));
  }
  return plans.length;
}
beforeEach(() => start(400n * USD));

describe('a margin mode', () => {
  it('is taken and taken back, survives a snapshot, and is published', () => {
    take(BITCOIN);
    expect(bob().marginMode).toBe(BITCOIN);
    expect(w.ledger.health(BOB)).toMatchObject({ initialMargin: 61_250_000n, maintenanceMargin: 45_937_500n });
    settleAll();
    expect(replay.state.accounts.get(BOB)!.marginMode).toBe(BITCOIN);
    take(STANDARD_MODE);
    expect(w.ledger.health(BOB).initialMargin).toBe(290n * USD);
    settleAll();
    expect(replay.state.accounts.get(BOB)!.marginMode).toBe(STANDARD_MODE);
  });

  it('needs the full initial margin of the new mode, to the µUSD', () => {
    start(330n * USD, BITCOIN);
    take(STANDARD_MODE);
    start(330n * USD - 1n, BITCOIN);
    refused(w, 'MARGIN', () => take(STANDARD_MODE));
    start(101_250_000n, STANDARD_MODE);
    take(BITCOIN);
    start(101_249_999n, STANDARD_MODE);
    refused(w, 'MARGIN', () => take(BITCOIN));
    // the portfolio of ether is nothing to somebody who is short bitcoin
    refused(w, 'MARGIN', () => take(ETHER));
  });

  it('is an underlying that there is', () => {
    for (const mode of [3, 255]) expect(refused(w, 'INVALID_PARAMS', () => take(mode)).message).toMatch(/1 to 2/);
    expect(() => take(256)).toThrow();
    take(ETHER);
    expect(bob().marginMode).toBe(ETHER);
  });

  it('spends its slot, and nobody else signs it', () => {
    const signed = w.signed('marginMode', BOB, { instrument: BITCOIN, slot: 9 });
    w.oneShot(signed);
    refused(w, 'SLOT_DEAD', () => w.oneShot(signed));
    const forged = w.signed('marginMode', BOB, { instrument: BITCOIN, slot: 10 }, 'alice');
    refused(w, 'KEY_NOT_OF_ACCOUNT', () => w.oneShot(forged));
  });

  it('is taken once in a batch', () => {
    take(BITCOIN);
    take(STANDARD_MODE);
    expect(settleAll()).toBe(2);
  });

  it('may come with trades: what is judged is the whole of a batch', () => {
    start(150n * USD, STANDARD_MODE);
    refused(w, 'MARGIN', () => sell(1n));
    take(BITCOIN);
    sell(100n);
    expect(settleAll()).toBe(1);
    expect(bob().positions[0]!.size).toBe(-300n);
  });
});

describe('portfolio margin', () => {
  it('decides what may be traded', () => {
    // 220 lots: $27.50 of loss, $39.875 of contingency, and $40 owed after the premium
    const needed = 27_500_000n + 39_875_000n + 40n * USD;
    start(needed - 1n, BITCOIN);
    refused(w, 'MARGIN', () => sell(20n));
    start(needed, BITCOIN);
    sell(20n);
    settleAll();
  });

  it('is judged at the last round of a batch: where that does not bear it the batch ends before', () => {
    const rise = (mode: number): number => {
      start(mode === STANDARD_MODE ? 420n * USD : 140n * USD, mode);
      sell(20n);
      w.now += 1;
      // the mark rises by a half: Bob is below his initial margin, and sold more in the batch
      w.publish({ marks: [10n * USD, 3n * USD, MARK + MARK / 2n] });
      w.deposit(ALICE, 1n);
      return settleAll();
    };
    expect(rise(STANDARD_MODE)).toBe(1);
    expect(rise(BITCOIN)).toBe(2);
  });

  it('opens a liquidation below its own maintenance margin', () => {
    start(85_937_500n, BITCOIN);
    const close = (lots: bigint, more = {}): void => {
      const maker = w.signed('order', ALICE, { instrument: CALL, side: 1, size: lots, limitPrice: MARK, slot: slot++ });
      w.liquidate(BOB, maker, lots, MARK, more);
    };
    refused(w, 'NOT_LIQUIDATABLE', () => close(50n));
    start(85_937_499n, BITCOIN);
    close(50n);
    settleAll();
    expect(bob().positions[0]!.size).toBe(-150n);
    expect(bob().marginMode).toBe(BITCOIN);
  });
});

describe('the share of a debt where closing raises the margin', () => {
  it('is the whole debt, as it was', () => {
    const before = { equity: -50n * USD, margin: 500n * USD, maintenance: 0n };
    expect(insuredEquity(before, 250n * USD)).toBe(-25n * USD);
    expect(insuredEquity(before, 500n * USD)).toBe(-50n * USD);
    expect(insuredEquity(before, 700n * USD)).toBe(-50n * USD);
  });
});
