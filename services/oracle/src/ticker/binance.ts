import { epochTime, objectOf } from './json-fields.ts';
import { midPrice } from './quoted-price.ts';
import type { TickerProtocol } from './ticker-protocol.ts';

/** Binance: best bid and ask, pushed at every change. Symbols like BTCUSDC. Spot messages name no time, those of futures do. */
export const binance: TickerProtocol = {
  http: {
    origin: 'https://api.binance.com',
    path: (symbol) => `/api/v3/ticker/bookTicker?symbol=${encodeURIComponent(symbol)}`,
    parse: (body, symbol) => {
      const ticker = objectOf(body, 'the answer of Binance');
      if (ticker.symbol !== symbol)
        throw new Error(`Binance has no ticker of ${symbol}: ${JSON.stringify(ticker.msg)}`);
      return { price: midPrice(ticker.bidPrice, ticker.askPrice), time: null };
    },
  },
  websocket: {
    origin: 'wss://stream.binance.com:9443',
    path: (symbol) => `/ws/${encodeURIComponent(symbol.toLowerCase())}@bookTicker`,
    subscribe: () => [],
    parse: (message, symbol) => {
      const outer = objectOf(message, 'a message of Binance');
      // Combined streams wrap what single streams send.
      const ticker = 'data' in outer ? objectOf(outer.data, 'the data of Binance') : outer;
      if (ticker.error !== undefined) throw new Error(`Binance refused: ${JSON.stringify(ticker.error)}`);
      const isTicker = ticker.e === undefined || ticker.e === 'bookTicker';
      if (!isTicker || ticker.s !== symbol || ticker.u === undefined) return null;
      return { price: midPrice(ticker.b, ticker.a), time: ticker.E === undefined ? null : epochTime(ticker.E, 1) };
    },
  },
};
