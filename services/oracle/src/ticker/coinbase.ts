import { isoTime, type JsonObject, objectOf } from './json-fields.ts';
import { midPrice } from './quoted-price.ts';
import type { Quote, TickerProtocol } from './ticker-protocol.ts';

const quote = (bid: unknown, ask: unknown, { time }: JsonObject): Quote => ({
  price: midPrice(bid, ask),
  time: isoTime(time),
});

/** Coinbase Exchange: best bid and ask, pushed at every trade. Symbols like BTC-USD. */
export const coinbase: TickerProtocol = {
  http: {
    origin: 'https://api.exchange.coinbase.com',
    path: (symbol) => `/products/${encodeURIComponent(symbol)}/ticker`,
    parse: (body, symbol) => {
      const ticker = objectOf(body, 'the answer of Coinbase');
      if (ticker.message !== undefined)
        throw new Error(`Coinbase has no ticker of ${symbol}: ${String(ticker.message)}`);
      return quote(ticker.bid, ticker.ask, ticker);
    },
  },
  websocket: {
    origin: 'wss://ws-feed.exchange.coinbase.com',
    path: () => '/',
    subscribe: (symbol) => [JSON.stringify({ type: 'subscribe', product_ids: [symbol], channels: ['ticker'] })],
    parse: (message, symbol) => {
      const ticker = objectOf(message, 'a message of Coinbase');
      if (ticker.type === 'error') throw new Error(`Coinbase refused: ${String(ticker.message)}`);
      if (ticker.type !== 'ticker' || ticker.product_id !== symbol) return null;
      return quote(ticker.best_bid, ticker.best_ask, ticker);
    },
  },
};
