import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/sequencer/commands.ts';
import { BTC, BTC_MARK, ETH, ETH_MARK, order, round, START, signed, Venue } from './venue.ts';

const TICK = 10n;
const DAY = 86_400_000;

const cancelAll = (account: number, fields: Partial<Extract<Command, { type: 'cancelAll' }>> = {}): Command => ({
  type: 'cancelAll',
  time: START,
  account,
  instrument: null,
  label: null,
  signed: null,
  ...fields,
});

describe('edit', () => {
  const edit = (orderId: number, account: number, fields: Parameters<typeof order>[1]): Command => ({
    type: 'edit',
    time: START,
    orderId,
    signed: order(account, { revision: 1, ...fields }).signed,
  });

  it('keeps priority when only the size shrinks, and loses it otherwise', () => {
    const venue = new Venue(2);
    const first = venue.apply(order(1)).order!;
    const second = venue.apply(order(2)).order!;
    const book = venue.state.orders.book(BTC);
    venue.apply(edit(first.id, 1, { size: 5n }));
    expect(book.first(0)).toBe(first.id);
    expect(book.lotsAt(0, Number(BTC_MARK))).toBe(15);
    venue.apply(edit(first.id, 1, { size: 6n, revision: 2 }));
    expect(book.first(0)).toBe(second.id);
    expect(venue.state.orders.get(first.id)).toMatchObject({ size: 6n, remaining: 6n });
  });

  it('counts the size with all that has filled, so that a race with a fill cannot overfill', () => {
    const venue = new Venue(2);
    const { id } = venue.apply(order(1)).order!;
    venue.apply(order(2, { side: 1, size: 6n }));
    const { order: edited } = venue.apply(edit(id, 1, { size: 8n }));
    expect(edited).toMatchObject({ id, size: 8n, filled: 6n, remaining: 2n });
    expect(venue.refused(edit(id, 1, { size: 6n, revision: 2 }))).toBe('OVERFILL');
    venue.apply(order(2, { side: 1, size: 9n, slot: 1 }));
    expect(venue.position(1)).toBe(8n);
  });

  it('trades at once when the new price crosses', () => {
    const venue = new Venue(2);
    const { id } = venue.apply(order(1, { limitPrice: BTC_MARK - TICK })).order!;
    venue.apply(order(2, { side: 1, size: 4n }));
    const { order: edited, events } = venue.apply(edit(id, 1, { limitPrice: BTC_MARK }));
    expect(edited).toMatchObject({ id, status: 'open', filled: 4n, remaining: 6n, price: BTC_MARK });
    expect(events.find((event) => event.type === 'book')).toMatchObject({
      changes: expect.arrayContaining([
        { side: 0, price: BTC_MARK - TICK, size: 0n },
        { side: 0, price: BTC_MARK, size: 6n },
        { side: 1, price: BTC_MARK, size: 0n },
      ]),
    });
    expect(venue.state.orders.book(BTC).levels(0)).toEqual([[Number(BTC_MARK), 6]]);
  });

  it('leaves the order alone when it is refused', () => {
    const venue = new Venue(2);
    const { id } = venue.apply(order(1)).order!;
    expect(venue.refused(edit(id, 1, { size: 400_000n }))).toBe('MARGIN');
    expect(venue.refused(edit(id, 1, { revision: 0 }))).toBe('SLOT_DEAD');
    expect(venue.refused(edit(id, 1, { side: 1 }))).toBe('INVALID_PARAMS');
    expect(venue.refused(edit(id, 1, { generation: 2n }))).toBe('INVALID_PARAMS');
    expect(venue.refused(edit(id, 2, {}))).toBe('ORDER_NOT_FOUND');
  });
});

describe('cancelling', () => {
  it('takes one order, all of them, or those of an instrument or label', () => {
    const venue = new Venue(2);
    const { id } = venue.apply(order(1, { slot: 0 })).order!;
    venue.apply(order(1, { slot: 1, label: 'a' }));
    venue.apply(order(1, { slot: 2, instrument: ETH, limitPrice: ETH_MARK, label: 'a' }));
    venue.apply(order(1, { slot: 3, instrument: ETH, limitPrice: ETH_MARK }));
    expect(venue.refused({ type: 'cancel', time: START, account: 2, orderId: id })).toBe('ORDER_NOT_FOUND');
    expect(venue.apply({ type: 'cancel', time: START, account: 1, orderId: id }).order).toMatchObject({
      status: 'cancelled',
      reason: 'user',
    });
    venue.apply(cancelAll(1, { instrument: ETH, label: 'a' }));
    expect(venue.state.orders.of(1).map((open) => open.signed.instruction.slot)).toEqual([1, 3]);
    venue.apply(cancelAll(1, { label: 'a' }));
    expect(venue.state.orders.count(1)).toBe(1);
    venue.apply(cancelAll(1));
    expect(venue.state.orders.size).toBe(0);
    expect(venue.apply(cancelAll(1)).events).toEqual([]);
  });

  it('with a signature kills every older instruction for good', () => {
    const venue = new Venue(1);
    venue.apply(order(1, { generation: 5n }));
    const { signed: killer } = { signed: signed({ kind: 'cancelAll', account: 1, slot: 4, generation: 10n }) };
    expect(venue.refused(cancelAll(1, { signed: killer, label: 'a' }))).toBe('INVALID_PARAMS');
    venue.apply(cancelAll(1, { signed: killer }));
    expect(venue.state.orders.size).toBe(0);
    expect(venue.refused(order(1, { generation: 9n, slot: 8 }))).toBe('GENERATION_DEAD');
    expect(venue.apply(order(1, { generation: 11n })).order).toMatchObject({ status: 'open' });
  });

  it('for good kills the slot and the order in it', () => {
    const venue = new Venue(1);
    venue.apply(order(1, { generation: 5n }));
    venue.apply({ type: 'cancelForGood', time: START, signed: signed({ kind: 'cancel', account: 1, generation: 6n }) });
    expect(venue.state.orders.size).toBe(0);
    expect(venue.refused(order(1, { generation: 5n }))).toBe('SLOT_DEAD');
    expect(venue.refused(order(1, { generation: 6n }))).toBe('OVERFILL');
    expect(venue.apply(order(1, { generation: 7n })).order).toMatchObject({ status: 'open' });
  });

  it('spares a newer order in the slot', () => {
    const venue = new Venue(1);
    venue.apply(order(1, { generation: 7n }));
    venue.apply({ type: 'cancelForGood', time: START, signed: signed({ kind: 'cancel', account: 1, generation: 6n }) });
    expect(venue.state.orders.size).toBe(1);
  });

  it('a withdrawal may not use the slot of an open order', () => {
    const venue = new Venue(1);
    venue.apply(order(1, { slot: 3 }));
    const withdrawal = signed({ kind: 'withdraw', account: 1, slot: 3, generation: 9n, amount: 1n });
    expect(venue.refused({ type: 'withdraw', time: START, signed: withdrawal })).toBe('SLOT_IN_USE');
  });
});

describe('client ids', () => {
  it('lead a repeated request to the first order for 24 hours', () => {
    const venue = new Venue(2);
    const placed = order(1, { clientId: 'mine', expiry: START / 1000 + 20 * 86_400 });
    const { id } = venue.apply(placed).order!;
    expect(venue.sequencer.repeatedOrder(placed)).toBe(id);
    expect(venue.sequencer.repeatedOrder(order(2, { clientId: 'mine' }))).toBeNull();
    expect(() => venue.sequencer.repeatedOrder({ ...placed, signed: order(1, { slot: 1 }).signed })).toThrow(
      /client_id/,
    );
    venue.apply({ type: 'cancel', time: START, account: 1, orderId: id });
    expect(venue.sequencer.repeatedOrder({ ...placed, time: START + DAY - 1 })).toBe(id);
    expect(venue.sequencer.repeatedOrder({ ...placed, time: START + DAY })).toBeNull();
  });

  it('stay while the order is open', () => {
    const venue = new Venue(1);
    const placed = order(1, { clientId: 'mine', expiry: START / 1000 + 20 * 86_400 });
    const { id } = venue.apply(placed).order!;
    expect(venue.sequencer.repeatedOrder({ ...placed, time: START + 5 * DAY })).toBe(id);
  });
});

describe('reduce-only orders', () => {
  /** Account 1 long 10, account 2 short 10. */
  function withPositions(): Venue {
    const venue = new Venue(3);
    venue.apply(order(1, { slot: 90 }));
    venue.apply(order(2, { side: 1, slot: 90 }));
    return venue;
  }

  it('are trimmed to the position when they come', () => {
    const venue = withPositions();
    const { order: resting } = venue.apply(
      order(1, { side: 1, reduceOnly: true, size: 25n, limitPrice: BTC_MARK + TICK }),
    );
    expect(resting).toMatchObject({ size: 10n, remaining: 10n });
    expect(venue.refused(order(1, { reduceOnly: true, slot: 1 }))).toBe('REDUCE_ONLY');
  });

  it('shrink with the position and go with it', () => {
    const venue = withPositions();
    venue.apply(order(1, { side: 1, reduceOnly: true, limitPrice: BTC_MARK + TICK }));
    const price = Number(BTC_MARK + TICK);
    venue.apply(order(3, { slot: 1, size: 6n }));
    const { events } = venue.apply(order(1, { slot: 1, side: 1, size: 6n }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'order', change: 'trimmed' }));
    expect(venue.state.orders.book(BTC).lotsAt(1, price)).toBe(4);
    venue.apply(order(3, { slot: 2, size: 4n }));
    venue.apply(order(1, { slot: 2, side: 1, size: 4n }));
    expect(venue.state.orders.book(BTC).lotsAt(1, price)).toBe(0);
    expect(venue.position(1)).toBe(0n);
  });

  it('never turn a position around, whichever of several fills', () => {
    const venue = withPositions();
    for (const slot of [0, 1, 2])
      venue.apply(order(1, { side: 1, reduceOnly: true, slot, limitPrice: BTC_MARK + TICK }));
    const { order: taker } = venue.apply(order(3, { size: 30n, limitPrice: BTC_MARK + TICK }));
    expect(taker).toMatchObject({ filled: 10n, remaining: 20n });
    expect(venue.position(1)).toBe(0n);
    expect(venue.state.orders.of(1)).toEqual([]);
  });
});

describe('expiry', () => {
  it('takes orders off the book with the next oracle round', () => {
    const venue = new Venue(2);
    venue.apply(order(1, { expiry: START / 1000 + 60 }));
    venue.apply(order(2, { expiry: START / 1000 + 120 }));
    const at = (number: number, seconds: number): Command => {
      const time = START + seconds * 1000;
      return { type: 'oracleRound', time, round: round(number, time) };
    };
    venue.apply(at(2, 60));
    expect(venue.state.orders.size).toBe(2);
    const { events } = venue.apply(at(3, 61));
    expect(events).toContainEqual(expect.objectContaining({ type: 'order', change: 'cancelled' }));
    expect(venue.state.orders.all().map(({ account }) => account)).toEqual([2]);
    venue.apply(at(4, 121));
    expect(venue.state.orders.size).toBe(0);
  });
});
