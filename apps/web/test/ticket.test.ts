import { describe, expect, it } from 'vitest';
import { EMPTY_TICKET, nearestTick, readTicket, type TicketForm } from '../src/model/ticket.ts';
import { book, btc, btcOption, EXPIRY, optionTicker, tickerAt } from './instruments.ts';

const NOW = EXPIRY - 1;
const read = (form: Partial<TicketForm>) =>
  readTicket({ ...EMPTY_TICKET, ...form }, btc, tickerAt('100000'), book, NOW);
const codes = (form: Partial<TicketForm>): string[] => read(form).problems.map(({ code }) => code);

describe('limit ticket', () => {
  it('makes a draft of what was typed', () => {
    expect(read({ price: '99,990.5', size: '0.250' }).draft).toEqual({
      instrument: 'BTC-PERP',
      side: 'buy',
      type: 'limit',
      price: '99990.5',
      size: '0.25',
      postOnly: false,
      reduceOnly: false,
      timeInForce: 'gtc',
    });
  });

  it('names what is wrong the way the exchange would', () => {
    expect(codes({ price: '99990.3', size: '1' })).toEqual(['OFF_TICK']);
    expect(codes({ price: '99990', size: '0.0005' })).toEqual(['OFF_LOT']);
    expect(codes({ price: '99990', size: '101' })).toEqual(['SIZE_OUT_OF_RANGE']);
    expect(codes({ price: '94999.5', size: '1' })).toEqual(['PRICE_BAND']);
    expect(codes({ price: '10000000.5', size: '1' })).toEqual(['PRICE_OUT_OF_RANGE']);
    expect(codes({ price: '-5', size: 'x' })).toEqual(['INVALID_PARAMS', 'INVALID_PARAMS']);
  });

  it('finds the tick nearest to a mark, and never one below the lowest price', () => {
    expect(['99990.26', '99990.24', '0.1', '3'].map((price) => nearestTick(price, btc))).toEqual([
      '99990.5',
      '99990',
      '0.5',
      '3',
    ]);
  });

  it('treats empty fields as not finished, not as wrong', () => {
    expect(read({})).toMatchObject({ draft: null, problems: [] });
    expect(read({ price: '99990' })).toMatchObject({ draft: null, problems: [] });
  });

  it('sees that a crossing order takes, and refuses a post-only one', () => {
    expect(read({ price: '100000', size: '0.1' })).toMatchObject({ takes: true, expectedPrice: '100000' });
    expect(read({ price: '99999.5', size: '0.1' })).toMatchObject({ takes: false, expectedPrice: '99999.5' });
    expect(read({ price: '100000', size: '0.1', postOnly: true }).draft).toBeNull();
    expect(read({ side: 'sell', price: '99990', size: '0.1' })).toMatchObject({ takes: true });
  });
});

describe('market ticket', () => {
  it('signs a worst price on the grid half a percent beyond the best, and expects the sweep', () => {
    const bought = read({ type: 'market', size: '1' });
    expect(bought.draft).toMatchObject({ price: '100500', timeInForce: 'ioc' });
    expect(bought.expectedPrice).toBe('100005');
    expect(read({ type: 'market', side: 'sell', size: '1' }).draft?.price).toBe('99490.5');
  });

  it('keeps the worst price inside the band', () => {
    const far = { ...book, asks: [{ price: '104900', size: '1' }] };
    expect(
      readTicket({ ...EMPTY_TICKET, type: 'market', size: '1' }, btc, tickerAt('100000'), far, NOW).draft?.price,
    ).toBe('105000');
  });

  it('waits for a price when there is none', () => {
    const empty = { ...book, bids: [], asks: [] };
    const noMark = { ...tickerAt('1'), mark: null };
    expect(readTicket({ ...EMPTY_TICKET, type: 'market', size: '1' }, btc, noMark, empty, NOW).problems[0]?.code).toBe(
      'NO_MARK',
    );
  });
});

describe('the ticket of an option', () => {
  const call = btcOption('call', 90_000);
  const ticker = optionTicker(call, '4000', '92000');
  const quotes = { ...book, bids: [{ price: '3950', size: '1' }], asks: [{ price: '4050', size: '1' }] };
  const readOption = (form: Partial<TicketForm>, now = NOW) =>
    readTicket({ ...EMPTY_TICKET, size: '1', ...form }, call, ticker, quotes, now);

  it('has a band of 5 % of the index around the mark, and never below the lowest price', () => {
    // 5 % in 2^-20 is a little more than 0.05: 92,000 x 52,429 / 2^20 is 4,600.03.
    expect(readOption({ price: '8600' }).problems).toEqual([]);
    expect(readOption({ price: '8600.5' }).problems.map(({ code }) => code)).toEqual(['PRICE_BAND']);
    expect(readOption({ side: 'sell', price: '0.5' }).problems).toEqual([]);
  });

  it('passes the index on, for the fee limit, and slips by 5 % at the market', () => {
    expect(readOption({ price: '4050' }).draft?.indexPrice).toBe('92000');
    expect(readOption({ type: 'market' }).draft).toMatchObject({ price: '4252.5', timeInForce: 'ioc' });
    expect(read({ price: '99990', size: '1' }).draft).not.toHaveProperty('indexPrice');
  });

  it('refuses from the moment of expiry', () => {
    const late = readOption({ price: '4050' }, EXPIRY);
    expect(late.draft).toBeNull();
    expect(late.problems[0]).toMatchObject({ code: 'EXPIRED_INSTRUMENT', field: 'form' });
    expect(late.problems[0]?.message).toContain('27 Mar 26, 08:00 UTC');
  });
});
