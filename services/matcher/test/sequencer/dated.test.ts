import { describe, expect, it } from 'vitest';
import { decodeCommand, encodeCommand } from '../../src/sequencer/command-codec.ts';
import type { ExchangeEvent } from '../../src/sequencer/events.ts';
import { type Outcome, Sequencer } from '../../src/sequencer/sequencer.ts';
import { DatedVenue, EXPIRY, EXPIRY_HOUR, future, option } from './dated-venue.ts';
import { BTC_MARK, digest, ETH_MARK, ledgers, order, START, USD } from './venue.ts';

const DEPOSIT = 100_000n * USD;
const [FUTURE, CALL, PUT] = [3, 4, 5];
const [FUTURE_ROW, CALL_ROW, PUT_ROW] = [2, 3, 4];
const [FUTURE_MARK, CALL_MARK, PUT_MARK] = [10_020_000n, 300_000n, 90_000n];
/** Parts per million. */
const part = (amount: bigint, rate: bigint): bigint => (amount * rate + 999_999n) / 1_000_000n;

/** A future and a call of BTC and a put of ETH, marked. */
function opened(accounts = 3, deposit = DEPOSIT): DatedVenue {
  const venue = new DatedVenue(accounts, deposit);
  venue.list(future(FUTURE), option(CALL, 'call', BTC_MARK), option(PUT, 'put', ETH_MARK, 2));
  venue.dated.set(FUTURE_ROW, FUTURE_MARK).set(CALL_ROW, CALL_MARK).set(PUT_ROW, PUT_MARK);
  venue.round();
  return venue;
}

type EventOf<T extends ExchangeEvent['type']> = Extract<ExchangeEvent, { type: T }>;
const eventsOf = <T extends ExchangeEvent['type']>({ events }: Outcome, type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type);

/** Account 1 buys ten calls of 2 and sells twenty futures to 3; 2 sells five puts to 3. */
function traded(): DatedVenue {
  const venue = opened();
  venue.apply(order(2, { instrument: CALL, side: 1, limitPrice: 310_000n, size: 10n, slot: 1 }));
  venue.apply(order(1, { instrument: CALL, limitPrice: 310_000n, size: 10n, slot: 1 }));
  venue.apply(order(3, { instrument: FUTURE, limitPrice: 10_010_000n, size: 20n, slot: 2 }));
  venue.apply(order(1, { instrument: FUTURE, side: 1, limitPrice: 10_010_000n, size: 20n, slot: 2 }));
  venue.apply(order(3, { instrument: PUT, limitPrice: 100_000n, size: 5n, slot: 3 }));
  venue.apply(order(2, { instrument: PUT, side: 1, limitPrice: 100_000n, size: 5n, slot: 3 }));
  return venue;
}

describe('a listing', () => {
  it('opens a book under the name that the terms give', () => {
    const venue = new DatedVenue(1);
    const [first] = venue.list(future(FUTURE), option(CALL, 'call', 9_000_050n), option(PUT, 'put', ETH_MARK, 2));
    expect(eventsOf(first!, 'listed')).toMatchObject([{ listing: { name: 'BTC-1JAN26', row: FUTURE_ROW } }]);
    expect(venue.state.listed.all().map(({ name }) => name)).toEqual([
      'BTC-PERP',
      'ETH-PERP',
      'BTC-1JAN26',
      'BTC-1JAN26-90000.5-C',
      'ETH-1JAN26-3000-P',
    ]);
    expect(venue.state.listed.get(FUTURE)).toMatchObject({ tickSize: 10n, minPrice: 10_000n, lotDecimals: 4 });
    expect(venue.state.listed.get(PUT)).toMatchObject({ tickSize: 100n, minPrice: 100n, lotDecimals: 3 });
    expect(venue.state.bookSeqs.get(CALL)).toBe(0);
  });

  it('is not traded before a round has marked it', () => {
    const venue = new DatedVenue(2);
    venue.list(option(CALL, 'call', BTC_MARK));
    const bid = order(1, { instrument: CALL, limitPrice: 100n, size: 1n });
    expect(venue.refused(bid)).toBe('NO_MARK');
    venue.dated.set(2, CALL_MARK);
    venue.round();
    expect(venue.apply(bid).order).toMatchObject({ status: 'open', price: 100n });
  });

  it('without a free row is told and nothing else; the queue goes on', () => {
    const venue = new DatedVenue(1);
    const free = venue.sequencer.ledger.state.markets.filter((market) => market === null).length;
    for (let id = 3; id < 3 + free; id++) venue.list(option(id, 'call', BTC_MARK + 100n * BigInt(id)));
    const listed = venue.state.listed.ids();
    const last = future(3 + free);
    const [outcome] = venue.list(last);
    expect(outcome!.events.map(({ type }) => type)).not.toContain('listed');
    expect(eventsOf(outcome!, 'unlisted')).toMatchObject([{ terms: last }]);
    expect(venue.state.listed.ids()).toEqual(listed);
    expect(venue.refused(order(1, { instrument: last.instrument }))).toBe('UNKNOWN_INSTRUMENT');
    const deposit = { kind: 'deposit', account: 1, amount: USD, index: venue.state.counters.nextEntryIndex } as const;
    venue.apply({ type: 'l1Entry', time: START, transactionHash: '0xb', block: 9, entry: deposit });
    expect(venue.collateral(1)).toBe(DEPOSIT + USD);
  });

  it('of a series that was there before has its id in its name', () => {
    const venue = new DatedVenue(1);
    venue.list(future(3), future(4));
    expect(venue.state.listed.all().slice(2)).toMatchObject([{ name: 'BTC-1JAN26' }, { name: 'BTC-1JAN26-4' }]);
  });

  it('at another hour of the day says so in its name', () => {
    const venue = new DatedVenue(1);
    venue.list(future(3, 1, EXPIRY_HOUR + 5), option(4, 'put', ETH_MARK, 2, EXPIRY_HOUR - 8));
    expect(venue.state.listed.all().slice(2)).toMatchObject([
      { name: 'BTC-1JAN26T13' },
      { name: 'ETH-1JAN26T00-3000-P' },
    ]);
  });
});

describe('an expiry', () => {
  const BTC_SETTLED = 10_400_000n;
  const ETH_SETTLED = 2_900_000n;

  it('pays everybody to the µUSD, at the sweep', () => {
    const venue = traded();
    const callFees = [part(BTC_MARK * 10n, 300n), part(BTC_MARK * 10n, 100n)] as const;
    const futureFees = [part(10_010_000n * 20n, 500n), -part(10_010_000n * 20n, 50n)] as const;
    const putFees = [part(ETH_MARK * 5n, 300n), part(ETH_MARK * 5n, 100n)] as const;
    venue.settlementRound(BTC_SETTLED, ETH_SETTLED);
    for (const row of [FUTURE_ROW, CALL_ROW, PUT_ROW]) venue.expire(row);
    expect(venue.state.unsettled.accounts()).toEqual([1, 2, 3]);
    const amounts = [1, 2, 3].map((account) => {
      const outcome = venue.apply({ type: 'sweep', time: EXPIRY, account });
      return eventsOf(outcome, 'settlement').map(({ settlement }) => [settlement.instrument, settlement.amount]);
    });
    const [callPays, putPays] = [BTC_SETTLED - BTC_MARK, ETH_MARK - ETH_SETTLED];
    expect(amounts).toEqual([
      [
        [FUTURE, -20n * BTC_SETTLED],
        [CALL, 10n * callPays],
      ],
      [
        [CALL, -10n * callPays],
        [PUT, -5n * putPays],
      ],
      [
        [FUTURE, 20n * BTC_SETTLED],
        [PUT, 5n * putPays],
      ],
    ]);
    const [one, two, three] = [1, 2, 3].map((account) => venue.collateral(account));
    expect(one).toBe(
      DEPOSIT + 10n * (callPays - 310_000n) + 20n * (10_010_000n - BTC_SETTLED) - callFees[0] - futureFees[0],
    );
    expect(two).toBe(DEPOSIT + 10n * (310_000n - callPays) + 5n * (100_000n - putPays) - callFees[1] - putFees[0]);
    expect(three).toBe(
      DEPOSIT + 20n * (BTC_SETTLED - 10_010_000n) + 5n * (putPays - 100_000n) - futureFees[1] - putFees[1],
    );
    const { feePool } = venue.sequencer.ledger.state.house;
    expect(one! + two! + three! + feePool).toBe(3n * DEPOSIT);
    expect(venue.state.unsettled.accounts()).toEqual([]);
    expect(venue.refused({ type: 'sweep', time: EXPIRY, account: 1 })).toBe('NO_POSITION');
    expect(venue.refused({ type: 'sweep', time: EXPIRY, account: 9 })).toBe('UNKNOWN_ACCOUNT');
  });

  it('is counted in equity at once, and paid by whatever visits the account next', () => {
    const venue = traded();
    venue.settlementRound(BTC_SETTLED, ETH_SETTLED);
    for (const row of [FUTURE_ROW, CALL_ROW, PUT_ROW]) venue.expire(row);
    const { equity, initialMargin } = venue.sequencer.ledger.health(1);
    expect(initialMargin).toBe(0n);
    const index = venue.state.counters.nextEntryIndex;
    const entry = { kind: 'deposit', account: 1, amount: USD, index } as const;
    const outcome = venue.apply({ type: 'l1Entry', time: EXPIRY, transactionHash: '0xb', block: 9, entry });
    expect(eventsOf(outcome, 'settlement').map(({ settlement }) => settlement.instrument)).toEqual([FUTURE, CALL]);
    expect(eventsOf(outcome, 'position')).toMatchObject([
      { instrument: FUTURE, size: 0n },
      { instrument: CALL, size: 0n },
    ]);
    expect(venue.collateral(1)).toBe(equity + USD);
    expect(venue.state.unsettled.accounts()).toEqual([2, 3]);
  });

  it('takes the orders and the book away', () => {
    const venue = traded();
    const bid = venue.apply(order(3, { instrument: CALL, limitPrice: 200_000n, size: 7n, slot: 9 })).order!;
    const other = venue.apply(order(3, { instrument: PUT, limitPrice: 50_000n, size: 7n, slot: 10 })).order!;
    venue.settlementRound(BTC_SETTLED);
    const outcome = venue.expire(CALL_ROW);
    expect(eventsOf(outcome, 'order')).toMatchObject([
      { change: 'cancelled', order: { id: bid.id, status: 'expired', reason: 'expired' } },
    ]);
    expect(eventsOf(outcome, 'book')).toMatchObject([
      { instrument: CALL, changes: [{ side: 0, price: 200_000n, size: 0n }] },
    ]);
    expect(eventsOf(outcome, 'expired')).toMatchObject([
      { expiry: { settlementPrice: BTC_SETTLED, payoff: BTC_SETTLED - BTC_MARK, openInterest: 10n } },
    ]);
    expect(venue.state.orders.all().map(({ id }) => id)).toEqual([other.id]);
    expect(venue.state.bookSeqs.has(CALL)).toBe(false);
    expect(() => venue.state.orders.book(CALL)).toThrow(expect.objectContaining({ name: 'UNKNOWN_INSTRUMENT' }));
  });

  it('is refused before it is due, without its price, and for what does not expire', () => {
    const venue = traded();
    expect(venue.refused({ type: 'expire', time: START, row: CALL_ROW })).toBe('EXPIRY_REFUSED');
    venue.round(EXPIRY);
    expect(venue.refused({ type: 'expire', time: EXPIRY, row: CALL_ROW })).toBe('EXPIRY_REFUSED');
    venue.settlementRound(BTC_SETTLED, ETH_SETTLED, EXPIRY + 1000);
    expect(venue.refused({ type: 'expire', time: EXPIRY + 1000, row: 0 })).toBe('EXPIRY_REFUSED');
    expect(venue.refused({ type: 'expire', time: EXPIRY + 1000, row: 9 })).toBe('UNKNOWN_INSTRUMENT');
  });

  it('ends trading at its hour, before and after the exchange has settled it', () => {
    const venue = traded();
    const resting = venue.apply(order(3, { instrument: FUTURE, limitPrice: 10_000_000n, size: 7n, slot: 9 })).order!;
    const late = (time: number) => order(2, { instrument: FUTURE, side: 1, limitPrice: 10_000_000n, slot: 9, time });
    venue.round(EXPIRY - 1000);
    expect(venue.refused(late(EXPIRY))).toBe('EXPIRED_INSTRUMENT');
    const signed = { ...resting.signed, instruction: { ...resting.signed.instruction, revision: 1, size: 3n } };
    expect(venue.refused({ type: 'edit', time: EXPIRY, orderId: resting.id, signed })).toBe('EXPIRED_INSTRUMENT');
    venue.settlementRound(BTC_SETTLED);
    venue.expire(FUTURE_ROW);
    expect(venue.refused(late(EXPIRY))).toBe('EXPIRED_INSTRUMENT');
  });

  it('ends liquidations through the book at its hour too', () => {
    const venue = traded();
    const before = venue.reopen(EXPIRY - 20_000, undefined, undefined, venue.dated);
    const liquidate = { type: 'liquidate', account: 1, instrument: FUTURE, offer: null } as const;
    expect(before).toBeLessThan(EXPIRY);
    expect(venue.refused({ ...liquidate, time: before })).toBe('NOT_LIQUIDATABLE');
    for (let time = before + 3000; time < EXPIRY; time += 3000) venue.round(time);
    expect(venue.refused({ ...liquidate, time: EXPIRY })).toBe('EXPIRED_INSTRUMENT');
  });

  it('frees its row; the next one there waits for a mark of its own', () => {
    const venue = traded();
    venue.settlementRound(BTC_SETTLED);
    venue.expire(CALL_ROW);
    venue.list(option(6, 'call', 11_000_000n, 1, EXPIRY_HOUR + 24));
    expect(venue.state.listed.get(6)).toMatchObject({ name: 'BTC-2JAN26-110000-C', row: CALL_ROW });
    // The current round has a mark in that row, but it is that of the one before.
    const bid = order(3, { instrument: 6, limitPrice: 100n, size: 1n, slot: 9, time: EXPIRY });
    venue.reopen(EXPIRY + 1000, undefined, undefined, venue.dated);
    venue.list(option(7, 'call', 12_000_000n, 1, EXPIRY_HOUR + 24));
    const now = venue.state.counters.time;
    expect(venue.apply({ ...bid, time: now }).order).toMatchObject({ status: 'open' });
    expect(venue.refused(order(3, { instrument: 7, limitPrice: 100n, slot: 10, time: now }))).toBe('NO_MARK');
  });
});

describe('everything that comes and goes', () => {
  it('is the same after a restart at any place of the journal', () => {
    const venue = traded();
    venue.apply(order(3, { instrument: CALL, limitPrice: 200_000n, size: 7n, slot: 9 }));
    venue.settlementRound(10_400_000n, 2_900_000n);
    venue.expire(CALL_ROW);
    venue.apply({ type: 'sweep', time: EXPIRY, account: 2 });
    venue.list(future(6, 2, EXPIRY_HOUR + 24));
    venue.expire(FUTURE_ROW);
    venue.apply({ type: 'sweep', time: EXPIRY, account: 1 });
    venue.expire(PUT_ROW);
    const events = venue.events.slice();
    for (let cut = 0; cut <= venue.journal.length; cut++) {
      let again = Sequencer.create(ledgers);
      const seen = venue.journal.map((command, index) => {
        if (index === cut) again = Sequencer.restore(ledgers, again.serialize())!;
        return again.apply(decodeCommand(encodeCommand(command)), index + 1, BigInt(index + 1)).events;
      });
      expect(digest(again)).toBe(venue.hash);
      expect(seen).toEqual(events);
    }
  });
});
