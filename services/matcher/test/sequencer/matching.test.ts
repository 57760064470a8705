import { describe, expect, it } from 'vitest';
import { BTC, BTC_MARK, keyOf, order, round, START, USD, Venue } from './venue.ts';

const TICK = 10n;

describe('matching', () => {
  it('trades at the resting price, best price and earliest order first', () => {
    const venue = new Venue(4);
    venue.apply(order(1, { side: 1, limitPrice: BTC_MARK + TICK }));
    venue.apply(order(2, { side: 1, limitPrice: BTC_MARK }));
    venue.apply(order(3, { side: 1, limitPrice: BTC_MARK }));
    const { events, order: taker } = venue.apply(order(4, { size: 25n, limitPrice: BTC_MARK + TICK }));
    const trades = events.flatMap((event) => (event.type === 'trade' ? [event.trade] : []));
    expect(trades.map(({ price, size, side }) => [price, size, side])).toEqual([
      [BTC_MARK, 10n, 0],
      [BTC_MARK, 10n, 0],
      [BTC_MARK + TICK, 5n, 0],
    ]);
    const makers = events.flatMap((event) =>
      event.type === 'fill' && event.fill.liquidity === 'maker' ? [event.fill.account] : [],
    );
    expect(makers).toEqual([2, 3, 1]);
    expect(taker).toMatchObject({ status: 'filled', filled: 25n, remaining: 0n, batch: expect.any(Number) });
    expect([1, 2, 3, 4].map((account) => venue.position(account))).toEqual([-5n, -10n, -10n, 25n]);
  });

  it('charges ceil(notional × rate) to each side and keeps the rest of a limit order in the book', () => {
    const venue = new Venue(2);
    const price = BTC_MARK + TICK;
    venue.apply(order(1, { side: 1, size: 3n, limitPrice: price }));
    const { order: taker, events } = venue.apply(order(2, { size: 10n, limitPrice: price }));
    expect(taker).toMatchObject({ status: 'open', filled: 3n, remaining: 7n, filledQuote: 3n * price });
    // 3 × $10.00001 at 0.05 %, rounded up to µUSD, and a rebate of 0.005 %, rounded down.
    const takerFee = 15_001n;
    const makerFee = -1_500n;
    expect(taker!.fee).toBe(takerFee);
    expect(venue.collateral(1)).toBe(100_000n * USD + 3n * price - makerFee);
    expect(venue.collateral(2)).toBe(100_000n * USD - 3n * price - takerFee);
    expect(events.find((event) => event.type === 'book')).toMatchObject({
      instrument: BTC,
      seq: 2,
      prevSeq: 1,
      changes: [
        { side: 1, price, size: 0n },
        { side: 0, price, size: 7n },
      ],
    });
    expect(venue.state.orders.book(BTC).lotsAt(0, Number(price))).toBe(7);
  });

  it('never charges more than the signed maximum', () => {
    const venue = new Venue(2);
    // A seller's fee grows with the price it gets, its signed maximum does not.
    venue.apply(order(1, { side: 0, limitPrice: BTC_MARK + 400_000n }));
    const { order: taker } = venue.apply(order(2, { side: 1, limitPrice: BTC_MARK - 400_000n, maxFeePerLot: 4_800n }));
    expect(taker).toMatchObject({ status: 'filled', fee: 48_000n });
  });

  it('cancels what an immediate order does not fill', () => {
    const venue = new Venue(2);
    venue.apply(order(1, { side: 1, size: 4n }));
    const { order: ioc, events } = venue.apply(order(2, { timeInForce: 'ioc' }));
    expect(ioc).toMatchObject({ status: 'cancelled', reason: 'ioc_remainder', filled: 4n, remaining: 0n });
    expect(events.filter((event) => event.type === 'book')).toHaveLength(1);
    expect(venue.state.orders.size).toBe(0);
    const { order: market, events: silent } = venue.apply(order(2, { orderType: 'market', slot: 1 }));
    expect(market).toMatchObject({ status: 'cancelled', reason: 'ioc_remainder', timeInForce: 'ioc' });
    expect(silent.filter((event) => event.type === 'book')).toHaveLength(0);
  });

  it('fills a fill-or-kill order whole or not at all', () => {
    const venue = new Venue(3);
    venue.apply(order(1, { side: 1, size: 4n }));
    venue.apply(order(3, { side: 1, size: 4n }));
    expect(venue.refused(order(2, { timeInForce: 'fok', size: 9n }))).toBe('FILL_OR_KILL');
    expect(venue.apply(order(2, { timeInForce: 'fok', size: 8n })).order).toMatchObject({
      status: 'filled',
      filled: 8n,
    });
  });

  it('does not count liquidity for a fill-or-kill order that its owner or a broken account would have to give', () => {
    const own = new Venue(2);
    own.apply(order(2, { side: 1, size: 4n }));
    expect(own.refused(order(2, { timeInForce: 'fok', size: 4n, slot: 1 }))).toBe('FILL_OR_KILL');
    const poor = withPoorMaker();
    expect(poor.refused(order(1, { timeInForce: 'fok', size: 10n, slot: 5 }))).toBe('FILL_OR_KILL');
  });

  it('refuses a post-only order that would trade, and lets it rest otherwise', () => {
    const venue = new Venue(2);
    venue.apply(order(1, { side: 1 }));
    expect(venue.refused(order(2, { postOnly: true }))).toBe('POST_ONLY_WOULD_CROSS');
    expect(venue.apply(order(2, { postOnly: true, limitPrice: BTC_MARK - TICK })).order).toMatchObject({
      status: 'open',
    });
  });

  it.each([
    ['expire_taker', 'SELF_TRADE', 1],
    ['expire_maker', 'open', 1],
    ['expire_both', 'cancelled', 0],
  ] as const)('prevents self-trades: %s', (stp, expected, resting) => {
    const venue = new Venue(2);
    venue.apply(order(1, { side: 1 }));
    const incoming = order(1, { slot: 1, stp });
    if (expected === 'SELF_TRADE') expect(venue.refused(incoming)).toBe(expected);
    else expect(venue.apply(incoming).order).toMatchObject({ status: expected });
    expect(venue.state.orders.size).toBe(resting);
    expect(venue.position(1)).toBe(0n);
  });

  it('passes over expired resting orders', () => {
    const venue = new Venue(3);
    venue.apply(order(1, { side: 1, expiry: START / 1000 + 6 }));
    venue.apply(order(2, { side: 1 }));
    const later = START + 12_000;
    const { order: taker, events } = venue.apply(order(3, { time: later }));
    expect(taker).toMatchObject({ status: 'filled' });
    const ended = events.flatMap((event) => (event.type === 'order' && event.order.account === 1 ? [event.order] : []));
    expect(ended).toMatchObject([{ status: 'expired', reason: 'expired' }]);
    expect(venue.position(2)).toBe(-10n);
  });

  it('cancels a maker whose account cannot bear the trade and goes on with the next', () => {
    const venue = withPoorMaker();
    venue.apply(order(3, { side: 1, size: 10n, limitPrice: BTC_MARK }));
    const { order: taker, events } = venue.apply(order(1, { size: 10n, slot: 5 }));
    expect(taker).toMatchObject({ status: 'filled' });
    const poor = events.flatMap((event) => (event.type === 'order' && event.order.account === 4 ? [event.order] : []));
    expect(poor).toMatchObject([{ status: 'cancelled', reason: 'margin' }]);
    expect(venue.position(3)).toBe(-10n);
  });
});

/** Account 4 rests a sale at the mark that it can carry when it is placed, but not after the mark has risen by 4 %. */
function withPoorMaker(): Venue {
  const venue = new Venue(3);
  const l1 = { type: 'l1Entry', time: START, transactionHash: '0x4', block: 4 } as const;
  venue.apply({ ...l1, entry: { kind: 'register', index: 6, account: 4, owner: 4n, key: keyOf(4) } });
  venue.apply({ ...l1, entry: { kind: 'deposit', index: 7, account: 4, amount: 6n * USD } });
  venue.apply(order(4, { side: 1 }));
  venue.apply({ type: 'oracleRound', time: START + 1000, round: round(2, START + 1000, BTC_MARK + 400_000n) });
  return venue;
}
