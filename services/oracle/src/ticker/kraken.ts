import { isoTime, objectOf } from './json-fields.ts';
import { midPrice } from './quoted-price.ts';
import type { TickerProtocol } from './ticker-protocol.ts';

const first = (side: unknown): unknown => objectOf(side, 'a side of the book at Kraken')[0];

/** Kraken: best bid and ask, pushed at every change. Symbols like BTC/USD over WebSocket (v2), XBTUSD over HTTP. */
export const kraken: TickerProtocol = {
  http: {
    origin: 'https://api.kraken.com',
    path: (symbol) => `/0/public/Ticker?pair=${encodeURIComponent(symbol)}`,
    parse: (body, symbol) => {
      const { error, result } = objectOf(body, 'the answer of Kraken');
      if (Array.isArray(error) && error.length > 0) throw new Error(`Kraken refused: ${error.map(String).join(', ')}`);
      // Kraken answers under the pair's older name (XXBTZUSD), so it is the only one that counts.
      const pairs = Object.values(objectOf(result, 'the result of Kraken'));
      if (pairs.length !== 1) throw new Error(`Kraken has ${pairs.length} tickers of ${symbol}`);
      const { a, b } = objectOf(pairs[0], 'the ticker of Kraken');
      return { price: midPrice(first(b), first(a)), time: null };
    },
  },
  websocket: {
    origin: 'wss://ws.kraken.com',
    path: () => '/v2',
    subscribe: (symbol) => [
      JSON.stringify({ method: 'subscribe', params: { channel: 'ticker', symbol: [symbol], event_trigger: 'bbo' } }),
    ],
    parse: (message, symbol) => {
      const outer = objectOf(message, 'a message of Kraken');
      if (outer.success === false) throw new Error(`Kraken refused: ${String(outer.error)}`);
      if (outer.channel !== 'ticker' || !Array.isArray(outer.data)) return null;
      const tickers = outer.data.map((ticker) => objectOf(ticker, 'a ticker of Kraken'));
      const ticker = tickers.find((each) => each.symbol === symbol);
      if (!ticker) return null;
      const time = ticker.timestamp === undefined ? null : isoTime(ticker.timestamp);
      return { price: midPrice(ticker.bid, ticker.ask), time };
    },
  },
};
