import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXCHANGES, type ExchangeName, microUsd, midPrice, ReconnectRequested } from '../src/index.ts';
import { HTTP_ANSWERS, type MarketNow, WEBSOCKET_MESSAGES } from './support/exchange-messages.ts';

const TIME = Date.UTC(2025, 9, 10, 21, 20, 13);
const market: MarketNow = { bid: '61800.20', ask: '61800.31', last: '61800.3', time: TIME };
const MID = 61_800_255_000n;
const HTTP_SYMBOLS = { binance: 'BTCUSDT', coinbase: 'BTC-USD', kraken: 'XBTUSD', bitstamp: 'btcusd' } as const;
const SOCKET_SYMBOLS = { ...HTTP_SYMBOLS, kraken: 'BTC/USD' } as const;
const names = Object.keys(EXCHANGES) as ExchangeName[];

describe('prices in text', () => {
  test('become µUSD to the nearest', () => {
    expect(microUsd('94098.91')).toBe(94_098_910_000n);
    expect(microUsd('0.0000015')).toBe(2n);
    expect(microUsd(0.10025)).toBe(100_250n);
    expect(microUsd('1.16394e5')).toBe(116_394_000_000n);
  });

  test('are refused unless positive and below a trillion dollars', () => {
    for (const wrong of [
      '',
      'x',
      '0',
      '-1',
      '1e13',
      '1e400',
      '9e999999999',
      'NaN',
      'Infinity',
      0,
      Number.NaN,
      null,
      {},
      [],
    ]) {
      expect(() => microUsd(wrong), JSON.stringify(wrong)).toThrow(RangeError);
    }
  });

  test('have a middle unless the book is crossed or wider than a hundredth', () => {
    expect(midPrice('100', '101')).toBe(100_500_000n);
    expect(midPrice('100', '100')).toBe(100_000_000n);
    expect(() => midPrice('100', '101.000001')).toThrow('wide');
    expect(() => midPrice('100.000001', '100')).toThrow('crossed');
  });
});

describe.each(names)('%s', (name) => {
  const { http, websocket } = EXCHANGES[name];

  test('reads its answer and its message', () => {
    const answer = http.parse(HTTP_ANSWERS[name](market), HTTP_SYMBOLS[name]);
    expect(answer.price).toBe(MID);
    expect([TIME, null]).toContain(answer.time);
    const message = websocket.parse(WEBSOCKET_MESSAGES[name](market), SOCKET_SYMBOLS[name]);
    expect(message).toEqual({ price: name === 'bitstamp' ? 61_800_300_000n : MID, time: TIME });
  });

  test('never takes the price of another pair', () => {
    const message = WEBSOCKET_MESSAGES[name](market);
    expect(websocket.parse(message, 'ETH')).toBeNull();
  });

  test('refuses a book that is crossed or gone', () => {
    for (const wrong of [
      { ...market, bid: '61900', last: '-1' },
      { ...market, bid: '0', last: '0' },
      { ...market, ask: '70000', last: 'x' },
    ]) {
      expect(() => websocket.parse(WEBSOCKET_MESSAGES[name](wrong), SOCKET_SYMBOLS[name])).toThrow();
      expect(() => http.parse(HTTP_ANSWERS[name](wrong), HTTP_SYMBOLS[name])).toThrow();
    }
  });

  test('makes of any JSON a positive price, nothing or an error', () => {
    const fields = Object.keys(WEBSOCKET_MESSAGES[name](market) as object);
    const damaged = fc
      .tuple(fc.constantFrom(...fields), fc.jsonValue())
      .map(([field, value]) => ({ ...(WEBSOCKET_MESSAGES[name](market) as object), [field]: value }));
    const sound = (parse: () => { readonly price: bigint } | null): void => {
      let quote: { readonly price: bigint } | null = null;
      try {
        quote = parse();
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      if (quote) expect(quote.price > 0n).toBe(true);
    };
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), damaged), (json) => {
        sound(() => websocket.parse(json, SOCKET_SYMBOLS[name]));
        sound(() => http.parse(json, HTTP_SYMBOLS[name]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('what the exchanges say beside prices', () => {
  test('acknowledgements and heartbeats carry no price', () => {
    const { binance, coinbase, kraken, bitstamp } = EXCHANGES;
    expect(binance.websocket.parse({ result: null, id: 1 }, 'BTCUSDT')).toBeNull();
    expect(coinbase.websocket.parse({ type: 'subscriptions', channels: [] }, 'BTC-USD')).toBeNull();
    expect(kraken.websocket.parse({ channel: 'heartbeat' }, 'BTC/USD')).toBeNull();
    expect(kraken.websocket.parse({ method: 'subscribe', success: true, result: {} }, 'BTC/USD')).toBeNull();
    expect(bitstamp.websocket.parse({ event: 'bts:heartbeat', channel: '', data: {} }, 'btcusd')).toBeNull();
  });

  test('refusals are told', () => {
    const { binance, coinbase, kraken, bitstamp } = EXCHANGES;
    expect(() => binance.websocket.parse({ error: { code: 2, msg: 'Invalid request' } }, 'BTCUSDT')).toThrow('Invalid');
    expect(() => binance.http.parse({ code: -1121, msg: 'Invalid symbol.' }, 'BTCUSDT')).toThrow('Invalid symbol');
    expect(() => coinbase.websocket.parse({ type: 'error', message: 'no such product' }, 'BTC-USD')).toThrow('no such');
    expect(() => coinbase.http.parse({ message: 'NotFound' }, 'BTC-USD')).toThrow('NotFound');
    expect(() => kraken.websocket.parse({ success: false, error: 'Currency pair not supported' }, 'X')).toThrow('pair');
    expect(() => kraken.http.parse({ error: ['EQuery:Unknown asset pair'] }, 'X')).toThrow('Unknown asset pair');
    expect(() => kraken.http.parse({ error: [], result: {} }, 'X')).toThrow('0 tickers');
    expect(() => bitstamp.websocket.parse({ event: 'bts:error', data: { message: 'bad' } }, 'btcusd')).toThrow('bad');
    expect(() => bitstamp.websocket.parse({ event: 'bts:request_reconnect' }, 'btcusd')).toThrow(ReconnectRequested);
  });
});
