import type { ExchangeName } from '../../src/index.ts';

/** What an exchange knows of its market: decimal USD, Unix milliseconds. */
export interface MarketNow {
  readonly bid: string;
  readonly ask: string;
  readonly last: string;
  readonly time: number;
}

const iso = (time: number): string => new Date(time).toISOString();

/** The documented HTTP answers of the exchanges for BTC against the dollar. */
export const HTTP_ANSWERS: Readonly<Record<ExchangeName, (market: MarketNow) => unknown>> = {
  binance: ({ bid, ask }) => ({ symbol: 'BTCUSDT', bidPrice: bid, bidQty: '2.507', askPrice: ask, askQty: '2.510' }),
  coinbase: ({ bid, ask, last, time }) => ({
    ask,
    bid,
    volume: '4052.68',
    trade_id: 1,
    price: last,
    size: '0.01',
    time: iso(time),
  }),
  kraken: ({ bid, ask, last }) => ({
    error: [],
    result: { XXBTZUSD: { a: [ask, '1', '1.000'], b: [bid, '3', '3.000'], c: [last, '0.01'], t: [1, 2] } },
  }),
  bitstamp: ({ bid, ask, last, time }) => ({ last, bid, ask, volume: '100', timestamp: `${Math.floor(time / 1_000)}` }),
};

/** The documented WebSocket messages with a price. */
export const WEBSOCKET_MESSAGES: Readonly<Record<ExchangeName, (market: MarketNow) => unknown>> = {
  binance: ({ bid, ask, time }) => ({ e: 'bookTicker', u: 7, s: 'BTCUSDT', b: bid, B: '1', a: ask, A: '2', E: time }),
  coinbase: ({ bid, ask, last, time }) => ({
    type: 'ticker',
    sequence: 37475248783,
    product_id: 'BTC-USD',
    price: last,
    best_bid: bid,
    best_ask: ask,
    side: 'buy',
    time: iso(time),
  }),
  kraken: ({ bid, ask, last, time }) => ({
    channel: 'ticker',
    type: 'update',
    data: [{ symbol: 'BTC/USD', bid: Number(bid), ask: Number(ask), last: Number(last), timestamp: iso(time) }],
  }),
  bitstamp: ({ last, time }) => ({
    event: 'trade',
    channel: 'live_trades_btcusd',
    data: {
      id: 1,
      amount: 0.006,
      price: Number(last),
      price_str: last,
      type: 0,
      timestamp: `${Math.floor(time / 1_000)}`,
      microtimestamp: `${time * 1_000}`,
    },
  }),
};
