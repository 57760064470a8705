import { describe, expect, it } from 'vitest';
import { EMPTY_TICKET, readTicket, type TicketForm } from '../src/model/ticket.ts';
import { book, btc, tickerAt } from './instruments.ts';

const read = (form: Partial<TicketForm>) => readTicket({ ...EMPTY_TICKET, ...form }, btc, tickerAt('100000'), book);
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
    expect(codes({ price: '-5', size: 'x' })).toEqual(['INVALID_PARAMS', 'INVALID_PARAMS']);
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
    expect(readTicket({ ...EMPTY_TICKET, type: 'market', size: '1' }, btc, tickerAt('100000'), far).draft?.price).toBe(
      '105000',
    );
  });

  it('waits for a price when there is none', () => {
    const empty = { ...book, bids: [], asks: [] };
    const noMark = { ...tickerAt('1'), mark: null };
    expect(readTicket({ ...EMPTY_TICKET, type: 'market', size: '1' }, btc, noMark, empty).problems[0]?.code).toBe(
      'NO_MARK',
    );
  });
});
