import { marginState, RoundFigures } from '@tenor/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LiquidateCommand } from '../../src/sequencer/commands.ts';
import type { Deleveraging, Liquidation } from '../../src/sequencer/events.ts';
import type { Outcome } from '../../src/sequencer/sequencer.ts';
import { DatedVenue, future, option } from './dated-venue.ts';
import { BTC, BTC_MARK, ETH, ETH_MARK, order, round, START, signed, USD } from './venue.ts';

const [CALL, PUT, FUTURE] = [3, 4, 5];
const MARK = 300_000n;
const [POOR, RICH, KEEPER, HEDGED] = [1, 2, 3, 4] as const;
let venue: DatedVenue;
let slot: number;

/** Everybody has plenty; tests take it away from those who are to be poor. */
beforeEach(() => {
  venue = new DatedVenue(4, 1_000_000n * USD);
  slot = 100;
  venue.list(option(CALL, 'call', BTC_MARK), option(PUT, 'put', BTC_MARK), future(FUTURE));
  venue.dated.set(2, MARK).set(3, MARK).set(4, BTC_MARK);
  venue.round();
});

const MARKS = new Map([
  [BTC, BTC_MARK],
  [ETH, ETH_MARK],
  [CALL, MARK],
  [PUT, MARK],
  [FUTURE, BTC_MARK],
]);
function trade(account: number, instrument: number, lots: bigint): void {
  const limitPrice = MARKS.get(instrument)!;
  const [side, size] = lots > 0n ? ([0, lots] as const) : ([1, -lots] as const);
  venue.apply(order(RICH, { instrument, side: side === 0 ? 1 : 0, size, limitPrice, slot: slot++ }));
  venue.apply(order(account, { instrument, side, size, limitPrice, slot: slot++ }));
}
function takeMode(account: number, mode = 1): void {
  const taking = signed({ kind: 'marginMode', account, instrument: mode, slot: slot++ });
  venue.apply({ type: 'marginMode', time: START, signed: taking });
}
function insure(amount: bigint): void {
  const entry = { kind: 'insure', index: venue.state.counters.nextEntryIndex, amount } as const;
  venue.apply({ type: 'l1Entry', time: START, transactionHash: '0x9', block: 9, entry });
}
/** 2^-24 µUSD. */
function exactMargin(account: number): bigint {
  const { state, currentRound } = venue.sequencer.ledger;
  return marginState(state.accounts.get(account)!, new RoundFigures(state).at(currentRound!)).margin;
}
const health = (account: number) => venue.sequencer.ledger.health(account);
/** Leaves the account this equity, µUSD. Nothing but a test writes into an account. */
function leave(account: number, equity: bigint): void {
  venue.sequencer.ledger.state.accounts.get(account)!.collateral -= health(account).equity - equity;
}
const close = (instrument: number, offer: LiquidateCommand['offer'] = null): LiquidateCommand => ({
  type: 'liquidate',
  time: START,
  account: POOR,
  instrument,
  offer,
});
/** Somebody takes any amount at the mark. */
const takers = (instrument: number, side: 0 | 1, size = 5_000n) =>
  venue.apply(order(KEEPER, { instrument, side, size, limitPrice: MARKS.get(instrument)!, slot: slot++ }));
const receiptOf = ({ events }: Outcome): Liquidation =>
  events.flatMap((event) => (event.type === 'liquidation' ? [event.liquidation] : []))[0]!;
const deleveragingOf = ({ events }: Outcome): Deleveraging =>
  events.flatMap((event) => (event.type === 'deleveraging' ? [event.deleveraging] : []))[0]!;

describe('a written call with too little cover', () => {
  beforeEach(() => {
    trade(POOR, CALL, -1_000n);
    trade(POOR, BTC, 200n);
    takeMode(POOR);
    leave(POOR, health(POOR).maintenanceMargin - USD);
    takers(BTC, 0);
    takers(CALL, 1);
  });

  it('keeps its cover while the calls can be closed', () => {
    expect(() => venue.apply(close(BTC))).toThrow(/CALL|-C/);
    expect(venue.refused(close(BTC))).toBe('HEDGE_LEG');
    const offer = { kind: 'order', account: KEEPER, instrument: BTC, limitPrice: BTC_MARK, size: 10n } as const;
    expect(venue.refused(close(BTC, signed({ ...offer, maxFeePerLot: 20_000n, slot: slot++ })))).toBe('HEDGE_LEG');
  });

  it('is closed as far as its buffer needs by the margin of the whole', () => {
    const before = health(POOR);
    const receipt = receiptOf(venue.apply(close(CALL)));
    const after = health(POOR);
    expect(receipt.before).toEqual({
      equity: before.equity,
      initialMargin: before.initialMargin,
      maintenanceMargin: before.maintenanceMargin,
    });
    expect(receipt.lots).toBeGreaterThan(0n);
    expect(receipt.lots).toBeLessThan(1_000n);
    expect(8n * after.equity).toBeGreaterThanOrEqual(9n * (after.initialMargin - 1n));
    // Not a lot more than that: a lot changes the margin by less than $3.
    expect(8n * after.equity).toBeLessThan(9n * after.initialMargin + 27n * USD);
    expect(venue.position(POOR, BTC)).toBe(200n);
    expect(venue.sequencer.ledger.state.accounts.get(POOR)!.marginMode).toBe(1);
  });

  it('has a keeper take the calls', () => {
    const offer = { kind: 'order', account: KEEPER, instrument: CALL, side: 1, size: 5_000n, slot: slot++ } as const;
    const at = { limitPrice: 400_000n, maxFeePerLot: 20_000n };
    const receipt = receiptOf(venue.apply(close(CALL, signed({ ...offer, ...at }))));
    expect(receipt).toMatchObject({ keeper: KEEPER, side: 0, insurance: 0n });
    expect(health(POOR).freeCollateral).toBeGreaterThan(0n);
  });
});

describe('a hedge in debt that is larger than what it covers', () => {
  it('is closed as far as it covers nothing, and then as a whole with what it covered', () => {
    trade(POOR, FUTURE, -1_000n);
    trade(POOR, BTC, 200n);
    takeMode(POOR);
    leave(POOR, -50n * USD);
    insure(10_000n * USD);
    takers(FUTURE, 1);
    takers(BTC, 0);
    expect(venue.refused(close(BTC))).toBe('HEDGE_LEG');
    const margin = exactMargin(POOR);
    const receipt = receiptOf(venue.apply(close(FUTURE)));
    expect(receipt.lots).toBe(800n);
    expect(receipt.after.initialMargin).toBeLessThan(receipt.before.initialMargin / 4n);
    // The fund leaves the share of the debt that belongs to what is left.
    const left = -((50n * USD * exactMargin(POOR)) / margin);
    expect(receipt.after.equity).toBe(left);
    expect(receipt.insurance).toBe(50n * USD + left);
    // From here on each leg alone needs more than both: either goes, as a whole, and no debt grows by it.
    const next = receiptOf(venue.apply(close(BTC)));
    expect(next).toMatchObject({ lots: 200n, insurance: 0n, after: { equity: left } });
    expect(next.after.initialMargin).toBeGreaterThan(next.before.initialMargin);
    const last = receiptOf(venue.apply(close(FUTURE)));
    expect(last).toMatchObject({ lots: 200n, insurance: -left, after: { equity: 0n, initialMargin: 0n } });
  });
});

describe('positions that each cover the other', () => {
  it('are closed one after the other where each alone raises the margin', () => {
    // A box has no other leg: call, put and perpetual lose nothing together, and each pair loses more than all three.
    trade(POOR, CALL, 500n);
    trade(POOR, PUT, -500n);
    trade(POOR, BTC, -500n);
    takeMode(POOR);
    leave(POOR, health(POOR).maintenanceMargin - USD);
    for (const [instrument, side] of [
      [CALL, 0],
      [PUT, 1],
      [BTC, 1],
    ] as const)
      takers(instrument, side);
    const legs = (): number[] => [CALL, PUT, BTC].filter((instrument) => venue.position(POOR, instrument) !== 0n);
    const lots = (): bigint =>
      legs().reduce((sum, instrument) => {
        const held = venue.position(POOR, instrument);
        return sum + (held < 0n ? -held : held);
      }, 0n);
    let [whole, closed] = [0, 0];
    while (health(POOR).equity < health(POOR).maintenanceMargin) {
      const [before, margin] = [lots(), health(POOR).initialMargin];
      const taken = legs().find((instrument) => {
        try {
          return venue.apply(close(instrument));
        } catch (error) {
          expect((error as Error).name).toBe('HEDGE_LEG');
          return false;
        }
      });
      expect(taken).toBeDefined();
      expect(lots()).toBeLessThan(before);
      // As long as it is no whole leg that goes, the margin falls.
      if (venue.position(POOR, taken!) === 0n) whole++;
      else expect(health(POOR).initialMargin).toBeLessThan(margin);
      closed++;
    }
    expect(whole).toBeGreaterThan(0);
    // What is left of two legs is a part of what there was: each time more than half of a leg goes.
    expect(closed).toBeLessThan(25);
    expect(health(POOR).equity).toBeGreaterThanOrEqual(0n);
  });

  it('leave a position of another underlying to go first, which covers nothing', () => {
    trade(POOR, CALL, 500n);
    trade(POOR, PUT, -500n);
    trade(POOR, BTC, -500n);
    trade(POOR, ETH, 300n);
    takeMode(POOR);
    leave(POOR, health(POOR).maintenanceMargin - USD);
    takers(BTC, 1);
    expect(venue.refused(close(BTC))).toBe('HEDGE_LEG');
    takers(ETH, 0);
    expect(receiptOf(venue.apply(close(ETH)))).toMatchObject({ instrument: ETH, side: 1 });
  });
});

describe('a debt that is closed against winners', () => {
  /** The winner of the perpetual covers written calls with it. */
  function indebted(hedge: bigint): void {
    trade(POOR, BTC, -900n);
    // What the others bought from RICH, RICH holds no more.
    trade(HEDGED, BTC, 600n);
    if (hedge !== 0n) trade(HEDGED, CALL, -hedge);
    takeMode(HEDGED);
    leave(POOR, -20n * USD);
  }

  it('leaves out whose hedge would break, and closes what the others hold', () => {
    indebted(1_200n);
    leave(HEDGED, health(HEDGED).initialMargin + 200n * USD);
    const receipt = deleveragingOf(venue.apply(close(BTC)));
    expect(receipt.counterparties.map(({ account }) => account)).toEqual([RICH]);
    expect(venue.position(HEDGED)).toBe(600n);
    expect(venue.position(POOR)).toBe(receipt.lots - 900n);
  });

  it('counts on whoever bears it', () => {
    indebted(1_200n);
    const receipt = deleveragingOf(venue.apply(close(BTC)));
    expect(receipt.counterparties.map(({ account }) => account).sort()).toEqual([RICH, HEDGED]);
    expect(health(HEDGED).freeCollateral).toBeGreaterThanOrEqual(0n);
    expect(venue.position(POOR)).toBe(0n);
  });

  it('counts on who is in portfolio margin and covers nothing', () => {
    indebted(0n);
    leave(HEDGED, health(HEDGED).initialMargin + 200n * USD);
    const receipt = deleveragingOf(venue.apply(close(BTC)));
    expect(receipt.counterparties.map(({ account }) => account).sort()).toEqual([RICH, HEDGED]);
  });
});

it('a fall is judged by the marks of the scenarios of its round', () => {
  trade(POOR, BTC, 1_000n);
  trade(POOR, PUT, 1_000n);
  takeMode(POOR);
  leave(POOR, health(POOR).initialMargin + USD);
  const time = START + 1_000;
  const number = venue.sequencer.ledger.currentRound!.round + 1;
  const index = 9_700_000n;
  const dated = new Map([
    [2, 200_000n],
    [3, 600_000n],
    [4, index],
  ]);
  venue.apply({
    type: 'oracleRound',
    time,
    round: round(number, time, index, ETH_MARK, { dated, listed: venue.listed }),
  });
  // The put pays for the fall of the perpetual; standard margin would not see that.
  expect(venue.refused({ ...close(BTC), time })).toBe('NOT_LIQUIDATABLE');
});
