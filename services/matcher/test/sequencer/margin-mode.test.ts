import { beforeEach, describe, expect, it } from 'vitest';
import type { MarginModeCommand } from '../../src/sequencer/commands.ts';
import { DatedVenue, option } from './dated-venue.ts';
import { BTC, BTC_MARK, ETH, order, START, signed, USD } from './venue.ts';

const [CALL, PUT] = [3, 4];
const MARK = 300_000n;
const [HEDGED, OTHER] = [1, 2] as const;
const LOTS = 100n;
let venue: DatedVenue;
let slot: number;

beforeEach(() => {
  venue = new DatedVenue(2, 5_000n * USD);
  slot = 100;
  venue.list(option(CALL, 'call', BTC_MARK), option(PUT, 'put', BTC_MARK));
  venue.dated.set(2, MARK).set(3, MARK);
  venue.round();
});

const taking = (mode: number, fields: Partial<Parameters<typeof signed>[0]> = {}): MarginModeCommand => ({
  type: 'marginMode',
  time: venue.state.counters.time,
  signed: signed({ kind: 'marginMode', account: HEDGED, instrument: mode, slot: slot++, ...fields }),
});
/** The account buys (+) or sells (−) at the mark from the other one. */
function trade(instrument: number, lots: bigint): void {
  const [side, size] = lots > 0n ? ([0, lots] as const) : ([1, -lots] as const);
  const limitPrice = instrument === BTC ? BTC_MARK : MARK;
  venue.apply(order(OTHER, { instrument, side: side === 0 ? 1 : 0, size, limitPrice, slot: slot++ }));
  venue.apply(order(HEDGED, { instrument, side, size, limitPrice, slot: slot++ }));
}
const deposit = (account: number, amount: bigint): void => {
  const entry = { kind: 'deposit', index: venue.state.counters.nextEntryIndex, account, amount } as const;
  venue.apply({ type: 'l1Entry', time: START, transactionHash: '0x9', block: 9, entry });
};
/** Leaves the account this many µUSD of equity above its initial margin; nothing but a test writes into an account. */
function leave(free: bigint): void {
  venue.sequencer.ledger.state.accounts.get(HEDGED)!.collateral -=
    venue.sequencer.ledger.health(HEDGED).freeCollateral - free;
}
const modeOf = (account: number): number => venue.sequencer.ledger.state.accounts.get(account)!.marginMode;
const initialMargin = (): bigint => venue.sequencer.ledger.health(HEDGED).initialMargin;

describe('the margin mode of an account', () => {
  it('is taken by an instruction, told in an event, and given back', () => {
    trade(BTC, LOTS);
    trade(CALL, -LOTS);
    const standard = initialMargin();
    const { events } = venue.apply(taking(1));
    expect(modeOf(HEDGED)).toBe(1);
    expect(events).toMatchObject([{ type: 'account', account: HEDGED, marginMode: 1 }]);
    expect(initialMargin()).not.toBe(standard);
    venue.apply(taking(0));
    expect(modeOf(HEDGED)).toBe(0);
    expect(initialMargin()).toBe(standard);
  });

  it('needs the full initial margin of the new mode', () => {
    trade(BTC, LOTS);
    // Three times the standard margin, for the grid moves by 15 %: an account that has twice as much may not take it.
    leave(initialMargin());
    expect(venue.refused(taking(1))).toBe('MARGIN');
    deposit(HEDGED, 2n * initialMargin());
    venue.apply(taking(1));
    leave(0n);
    venue.apply(taking(0));
  });

  it('cannot be left by who could not carry the positions without it', () => {
    venue.apply(taking(1));
    trade(CALL, LOTS);
    trade(PUT, -LOTS);
    trade(BTC, -LOTS);
    leave(USD);
    expect(venue.refused(taking(0))).toBe('MARGIN');
    expect(modeOf(HEDGED)).toBe(1);
  });

  it('is refused to another key, for an underlying that there is not, again, and in a slot that an order uses', () => {
    const foreign = { ...taking(1), signed: { ...taking(1).signed, key: signed({ kind: 'cancel', account: 2 }).key } };
    expect(venue.refused(foreign)).toBe('KEY_NOT_OF_ACCOUNT');
    expect(venue.refused(taking(3))).toBe('INVALID_PARAMS');
    expect(venue.refused({ ...taking(1), signed: signed({ kind: 'withdraw', account: HEDGED, amount: 1n }) })).toBe(
      'INVALID_PARAMS',
    );
    const once = taking(1);
    venue.apply(once);
    expect(venue.refused(once)).toBe('SLOT_DEAD');
    venue.apply(order(HEDGED, { limitPrice: BTC_MARK - 100_000n, slot: 9 }));
    expect(venue.refused(taking(0, { slot: 9, generation: 2n }))).toBe('SLOT_IN_USE');
  });

  it('waits for prices where positions are to be judged', () => {
    trade(BTC, 1n);
    const stopped = START + 200_000;
    expect(venue.refused({ ...taking(1), time: stopped })).toBe('STALE_MARKS');
    trade(BTC, -1n);
    venue.apply({ ...taking(1), time: stopped });
  });
});

describe('open orders and the margin mode', () => {
  it('stay where the account could carry them in the new mode, and forbid it where not', () => {
    // $1,000 of a perpetual: $50 of standard margin, $156 of portfolio margin.
    venue.apply(order(HEDGED, { size: LOTS, limitPrice: BTC_MARK - 10n, slot: 1 }));
    leave(120n * USD);
    expect(() => venue.apply(taking(1))).toThrow(/open orders/);
    expect(venue.refused(taking(1))).toBe('MARGIN');
    venue.apply(taking(2));
    deposit(HEDGED, 60n * USD);
    venue.apply(taking(1));
    expect(venue.state.orders.of(HEDGED)).toHaveLength(1);
  });

  it('may be placed where they hedge, and not where the standard margin alone would do', () => {
    trade(CALL, -LOTS);
    deposit(HEDGED, 5_000n * USD);
    venue.apply(taking(1));
    leave(USD);
    const cover = (size: bigint, fields = {}) =>
      order(HEDGED, { size, limitPrice: BTC_MARK - 10n, slot: slot++, ...fields });
    // Covering half of the calls lowers the margin; four times as much does not, nor does selling more.
    expect(venue.refused(cover(4n * LOTS))).toBe('MARGIN');
    expect(venue.refused(cover(LOTS, { side: 1, limitPrice: BTC_MARK + 10n }))).toBe('MARGIN');
    expect(venue.refused(cover(LOTS, { instrument: ETH, limitPrice: 2_999_990n }))).toBe('MARGIN');
    expect(venue.apply(cover(LOTS / 2n)).order).toMatchObject({ status: 'open' });
    // Both sides of a hedge at once: none of them may be counted on to fill.
    leave(50n * USD);
    expect(
      venue.refused(order(HEDGED, { instrument: CALL, side: 1, size: LOTS, limitPrice: MARK, slot: slot++ })),
    ).toBe('MARGIN');
  });

  it('hold the money that they rely on', () => {
    venue.apply(taking(1));
    venue.apply(order(HEDGED, { size: LOTS, limitPrice: BTC_MARK - 10n, slot: 1 }));
    const out = (amount: bigint) => ({
      type: 'withdraw' as const,
      time: START,
      signed: signed({ kind: 'withdraw', account: HEDGED, slot: slot++, amount }),
    });
    // 15 % and an eighth of 5 % of $1,000, rounded and grown a little.
    expect(venue.refused(out(5_000n * USD - 156n * USD))).toBe('INSUFFICIENT_FUNDS');
    venue.apply(out(5_000n * USD - 157n * USD));
  });

  it('are filled as far as the margin of the mode bears it', () => {
    venue.apply(taking(1));
    deposit(OTHER, 100_000n * USD);
    venue.apply(order(HEDGED, { size: 3_000n, slot: 1 }));
    const sold = (size: bigint) => venue.apply(order(OTHER, { side: 1, size, slot: slot++ }));
    sold(1_000n);
    // Half of the money goes: the rest of the order needs more than there is and is taken off when it would trade.
    leave(100n * USD);
    const { events } = sold(2_000n);
    expect(events).toContainEqual(expect.objectContaining({ type: 'order', change: 'cancelled' }));
    expect(venue.position(HEDGED)).toBe(1_000n);
    expect(venue.sequencer.ledger.health(HEDGED).freeCollateral).toBeGreaterThanOrEqual(0n);
  });
});
