import { binance } from './binance.ts';
import { bitstamp } from './bitstamp.ts';
import { coinbase } from './coinbase.ts';
import { kraken } from './kraken.ts';
import type { TickerProtocol } from './ticker-protocol.ts';

/** The exchanges whose tickers can be read, by the name that configuration uses. */
export const EXCHANGES = { binance, bitstamp, coinbase, kraken } as const satisfies Record<string, TickerProtocol>;

export type ExchangeName = keyof typeof EXCHANGES;
