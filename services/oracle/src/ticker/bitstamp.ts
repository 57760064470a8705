import { epochTime, objectOf } from './json-fields.ts';
import { microUsd, midPrice } from './quoted-price.ts';
import { ReconnectRequested } from './reconnect-requested.ts';
import type { TickerProtocol } from './ticker-protocol.ts';

const MICROSECONDS = 1_000;
const SECONDS = 1 / 1_000;

/** Bitstamp: best bid and ask over HTTP, every trade over WebSocket. Symbols like btcusd. */
export const bitstamp: TickerProtocol = {
  http: {
    origin: 'https://www.bitstamp.net',
    path: (symbol) => `/api/v2/ticker/${encodeURIComponent(symbol)}/`,
    parse: (body) => {
      const ticker = objectOf(body, 'the answer of Bitstamp');
      return { price: midPrice(ticker.bid, ticker.ask), time: epochTime(ticker.timestamp, SECONDS) };
    },
  },
  websocket: {
    origin: 'wss://ws.bitstamp.net',
    path: () => '/',
    subscribe: (symbol) => [JSON.stringify({ event: 'bts:subscribe', data: { channel: `live_trades_${symbol}` } })],
    parse: (message, symbol) => {
      const { event, channel, data } = objectOf(message, 'a message of Bitstamp');
      if (event === 'bts:request_reconnect') throw new ReconnectRequested('Bitstamp');
      if (event === 'bts:error') throw new Error(`Bitstamp refused: ${JSON.stringify(data)}`);
      if (event !== 'trade' || channel !== `live_trades_${symbol}`) return null;
      const trade = objectOf(data, 'a trade of Bitstamp');
      // The text is exact; the number beside it has been through a double.
      return { price: microUsd(trade.price_str ?? trade.price), time: epochTime(trade.microtimestamp, MICROSECONDS) };
    },
  },
};
