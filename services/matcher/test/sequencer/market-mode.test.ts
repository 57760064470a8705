import { beforeEach, describe, expect, it } from 'vitest';
import { decodeCommand, encodeCommand } from '../../src/sequencer/command-codec.ts';
import type { Command } from '../../src/sequencer/commands.ts';
import { outageAfterRound, outageAt, PRICE_OUTAGE } from '../../src/sequencer/price-outage.ts';
import { Sequencer } from '../../src/sequencer/sequencer.ts';
import { BTC, BTC_MARK, digest, ledgers, order, round, START, signed, USD, Venue } from './venue.ts';

const [LONG, SHORT, FLAT] = [1, 2, 3] as const;
const LATE = START + PRICE_OUTAGE.reduceOnlyAfterMs;
const STOPPED = START + PRICE_OUTAGE.haltAfterMs;
const LOTS = 100n;
let venue: Venue;
let slot: number;

/** One account long, one short, one without a position; the last round is of START. */
beforeEach(() => {
  venue = new Venue(3);
  slot = 50;
  venue.apply(order(LONG, { size: LOTS }));
  venue.apply(order(SHORT, { side: 1, size: LOTS }));
});

const next = (account: number, fields: Parameters<typeof order>[1] = {}) => order(account, { slot: slot++, ...fields });
const takeRound = (time: number, number = venue.sequencer.ledger.currentRound!.round + 1) =>
  venue.apply({ type: 'oracleRound', time, round: round(number, time) });
/** What a command at this time finds, as the rules see it. */
const modeAt = (time: number) => outageAt(venue.state.outage, time).mode;
const withdraw = (account: number, time: number, amount = USD): Command => ({
  type: 'withdraw',
  time,
  signed: signed({ kind: 'withdraw', account, slot: slot++, amount }),
});
const deposit = (time: number): Command => ({
  type: 'l1Entry',
  time,
  transactionHash: '0x9',
  block: 9,
  entry: { kind: 'deposit', index: venue.state.counters.nextEntryIndex, account: FLAT, amount: USD },
});

describe('the mode of the market', () => {
  it('follows the age of the last round', () => {
    expect([START, LATE - 1, LATE, STOPPED - 1, STOPPED].map(modeAt)).toEqual([
      'running',
      'running',
      'reduce-only',
      'reduce-only',
      'halted',
    ]);
    expect(outageAt(venue.state.outage, LATE + 2_000).reason).toContain('17 s');
  });

  it('opens at once with the first round of all, which nobody can be harmed by', () => {
    const fresh = new Venue();
    expect(outageAt(fresh.state.outage, START).mode).toBe('halted');
    fresh.apply({ type: 'oracleRound', time: START + 500, round: round(1, START) });
    expect(outageAt(fresh.state.outage, START + 500).mode).toBe('running');
    expect(outageAfterRound(null, START, LATE).mode).toBe('reduce-only');
  });

  it('goes by what a round says of its time, not by when it came', () => {
    const time = LATE + 5_000;
    venue.apply({ type: 'oracleRound', time, round: round(2, START + 1_000) });
    expect(modeAt(time)).toBe('reduce-only');
    expect(venue.state.outage?.steadySince).toBeNull();
  });

  it('comes back from reduce-only after steady rounds, and not after one', () => {
    const late = LATE + 5_000;
    // The first round ends the gap; steady is what follows it.
    const steady = late + 1000 + PRICE_OUTAGE.recoverAfterMs;
    for (let time = late; time < steady; time += 1000) {
      takeRound(time);
      expect(modeAt(time)).toBe('reduce-only');
    }
    takeRound(steady);
    expect(modeAt(steady)).toBe('running');
  });

  it('comes back from halted one mode at a time', () => {
    takeRound(STOPPED);
    expect(modeAt(STOPPED)).toBe('halted');
    const seen = new Set<string>();
    for (let time = STOPPED + 1000; !seen.has('running'); time += 1000) {
      takeRound(time);
      seen.add(modeAt(time));
      expect(time).toBeLessThanOrEqual(STOPPED + 11_000);
    }
    expect([...seen]).toEqual(['halted', 'reduce-only', 'running']);
  });

  it('does not come back by time alone, nor by rounds that limp', () => {
    takeRound(LATE);
    takeRound(LATE + 1_000);
    // The last round is young enough and they have been steady for long enough, but only a round may open the market.
    expect(modeAt(LATE + PRICE_OUTAGE.recoverAfterMs)).toBe('reduce-only');
    expect(modeAt(LATE + PRICE_OUTAGE.recoverAfterMs + 2_500)).toBe('reduce-only');
    for (let time = LATE + 10_000; time < LATE + 60_000; time += 5_000) {
      takeRound(time);
      expect(modeAt(time)).toBe('reduce-only');
    }
  });

  it('survives a snapshot, and a replay comes to the same', () => {
    takeRound(LATE);
    venue.apply(next(LONG, { time: LATE, side: 1, size: 5n, reduceOnly: true }));
    const restored = Sequencer.restore(ledgers, venue.sequencer.serialize())!;
    expect(restored.state.outage).toEqual(venue.state.outage);
    const replayed = Sequencer.create(ledgers);
    venue.journal.forEach((command, index) => {
      replayed.apply(decodeCommand(encodeCommand(command)), index + 1, BigInt(index + 1));
    });
    expect(digest(replayed)).toBe(venue.hash);
  });
});

describe('while prices are late', () => {
  const time = LATE;

  it('orders that could open or enlarge a position are refused', () => {
    expect(venue.refused(next(FLAT, { time }))).toBe('MARKET_REDUCE_ONLY');
    expect(venue.refused(next(LONG, { time, side: 0, size: 1n }))).toBe('MARKET_REDUCE_ONLY');
    expect(venue.refused(next(LONG, { time, side: 1, size: LOTS + 1n }))).toBe('MARKET_REDUCE_ONLY');
    expect(venue.refused(next(FLAT, { time, reduceOnly: true }))).toBe('REDUCE_ONLY');
  });

  it('orders that fit into the position, and reduce-only ones, are taken and trade with each other', () => {
    const above = { time, limitPrice: BTC_MARK + 10n };
    expect(venue.apply(next(LONG, { ...above, side: 1, size: LOTS })).order).toMatchObject({ status: 'open' });
    const bought = venue.apply(next(SHORT, { ...above, side: 0, size: 500n, reduceOnly: true }));
    expect(bought.order).toMatchObject({ status: 'filled', filled: LOTS });
    expect([venue.position(LONG), venue.position(SHORT)]).toEqual([0n, 0n]);
  });

  it('a resting order that would enlarge is passed over and stays', () => {
    venue.apply(next(FLAT, { side: 0, size: 40n }));
    const better = venue.state.orders.all()[0]!;
    venue.apply(next(SHORT, { side: 0, size: 30n, limitPrice: BTC_MARK - 10n }));
    const sold = venue.apply(next(LONG, { time, side: 1, size: 30n, limitPrice: BTC_MARK - 10n }));
    expect(sold.order).toMatchObject({ status: 'filled', filled: 30n });
    expect(venue.position(SHORT)).toBe(-70n);
    expect(venue.position(FLAT)).toBe(0n);
    expect(venue.state.orders.get(better.id)).toEqual(better);
  });

  it('a resting order trades no more than what reduces, and keeps the rest', () => {
    venue.apply(next(SHORT, { side: 0, size: LOTS + 50n }));
    expect(venue.apply(next(LONG, { time, side: 1, size: LOTS })).order).toMatchObject({ status: 'filled' });
    expect(venue.position(SHORT)).toBe(0n);
    expect(venue.state.orders.all()).toMatchObject([{ account: SHORT, remaining: 50n }]);
  });

  it('an order never rests across one that it passed over', () => {
    venue.apply(next(FLAT, { side: 0, size: 40n }));
    const across = { time, side: 1, size: 30n, limitPrice: BTC_MARK - 10n } as const;
    expect(venue.refused(next(LONG, across))).toBe('MARKET_REDUCE_ONLY');
    expect(venue.refused(next(LONG, { ...across, orderType: 'market' }))).toBe('MARKET_REDUCE_ONLY');
    expect(venue.refused(next(LONG, { ...across, timeInForce: 'fok' }))).toBe('FILL_OR_KILL');
    expect(venue.refused(next(LONG, { ...across, postOnly: true }))).toBe('POST_ONLY_WOULD_CROSS');
    venue.apply(next(SHORT, { side: 0, size: 10n, limitPrice: BTC_MARK - 10n }));
    const half = venue.apply(next(LONG, across)).order;
    expect(half).toMatchObject({ status: 'cancelled', filled: 10n, reason: 'reduce_only' });
    const book = venue.state.orders.book(BTC);
    expect(book.first(1)).toBe(0);
  });

  it('fill-or-kill counts the lots that all orders of an account may reduce together once', () => {
    venue.apply(next(LONG, { size: 60n }));
    venue.apply(next(FLAT, { side: 1, size: 60n }));
    for (const size of [80n, 80n]) venue.apply(next(SHORT, { side: 0, size }));
    const sell = { time, side: 1, timeInForce: 'fok' } as const;
    expect(venue.refused(next(LONG, { ...sell, size: LOTS + 1n }))).toBe('FILL_OR_KILL');
    expect(venue.apply(next(LONG, { ...sell, size: LOTS })).order).toMatchObject({ status: 'filled' });
  });

  it('an edit must reduce as well', () => {
    const edit = (account: number, size: bigint): Command => {
      const open = venue.state.orders.of(account)[0]!;
      const instruction = { ...open.signed.instruction, revision: 1, size };
      return { type: 'edit', time, orderId: open.id, signed: { ...open.signed, instruction } };
    };
    venue.apply(next(FLAT, { size: 40n }));
    expect(venue.refused(edit(FLAT, 30n))).toBe('MARKET_REDUCE_ONLY');
    venue.apply(next(LONG, { side: 1, size: 40n, limitPrice: BTC_MARK + 10n }));
    expect(venue.refused(edit(LONG, LOTS + 1n))).toBe('MARKET_REDUCE_ONLY');
    expect(venue.apply(edit(LONG, LOTS)).order).toMatchObject({ status: 'open', remaining: LOTS });
  });

  it('cancels, deposits and withdrawals of free collateral work', () => {
    const open = venue.apply(next(FLAT)).order!;
    expect(venue.apply({ type: 'cancel', time, account: FLAT, orderId: open.id }).order).toMatchObject({
      reason: 'user',
    });
    venue.apply(deposit(time));
    for (const account of [LONG, FLAT]) expect(venue.apply(withdraw(account, time)).events).not.toHaveLength(0);
    expect(venue.refused(withdraw(LONG, time, 99_999n * USD))).toMatch(/INSUFFICIENT_FUNDS|MARGIN/);
  });

  it('nobody is liquidated and no funding is paid, also while prices are only just back', () => {
    const liquidate = (at: number): Command => ({
      type: 'liquidate',
      time: at,
      account: LONG,
      instrument: BTC,
      offer: null,
    });
    const funding = (at: number): Command => ({ type: 'fundingStep', time: at, step: { row: 0, step: 1n, hours: 1 } });
    takeRound(LATE);
    for (const at of [LATE, LATE + 1_000]) {
      expect(venue.refused(liquidate(at))).toBe('STALE_MARKS');
      expect(venue.refused(funding(at))).toBe('STALE_MARKS');
    }
    const running = venue.reopen(LATE + 2_000);
    expect(venue.refused(liquidate(running))).toBe('NOT_LIQUIDATABLE');
    expect(venue.refused(funding(running))).toBe('FUNDING_REFUSED');
  });
});

describe('while prices have stopped', () => {
  const time = STOPPED;

  it('no order is taken, not even one that reduces, and resting ones stay', () => {
    venue.apply(next(SHORT, { side: 0, size: 10n }));
    expect(venue.refused(next(LONG, { time, side: 1, size: 10n, reduceOnly: true }))).toBe('MARKET_HALTED');
    const open = venue.state.orders.all()[0]!;
    const instruction = { ...open.signed.instruction, revision: 1, size: 5n };
    const smaller = { ...open.signed, instruction };
    expect(venue.refused({ type: 'edit', time, orderId: open.id, signed: smaller })).toBe('MARKET_HALTED');
    expect(venue.state.orders.all()).toEqual([open]);
  });

  it('says after how long, and that it passes', () => {
    let caught: unknown;
    try {
      venue.apply(next(FLAT, { time }));
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ data: { retryable: true, detail: expect.stringContaining('120 s') } });
  });

  it('cancels and deposits work; money leaves only accounts without positions', () => {
    const open = venue.apply(next(FLAT)).order!;
    venue.apply({ type: 'cancel', time, account: FLAT, orderId: open.id });
    venue.apply({ type: 'cancelAll', time, account: LONG, instrument: null, label: null, signed: null });
    const kill = signed({ kind: 'cancelAll', account: LONG, slot: slot++, generation: 5n });
    venue.apply({ type: 'cancelAll', time, account: LONG, instrument: null, label: null, signed: kill });
    venue.apply(deposit(time));
    venue.apply(withdraw(FLAT, time));
    expect(venue.refused(withdraw(LONG, time))).toBe('STALE_MARKS');
  });

  it('trading goes on with the orders that rested', () => {
    venue.apply(next(FLAT, { side: 0, size: 10n }));
    const running = venue.reopen(STOPPED + 3_600_000);
    expect(venue.apply(next(LONG, { time: running, side: 1, size: 10n })).order).toMatchObject({ status: 'filled' });
  });
});
