import { RandomWalkStream, RecordedPriceStream, readRecording } from '@tenor/margin-engine';
import { chainlinkFeed } from '../chainlink/chainlink-feed.ts';
import { PolledSource } from '../source/polled-source.ts';
import type { PriceSource } from '../source/price-source.ts';
import { StreamSource } from '../source/stream-source.ts';
import { WebSocketSource } from '../source/websocket-source.ts';
import { EXCHANGES } from '../ticker/exchanges.ts';
import { httpTicker } from '../ticker/http-ticker.ts';
import { microUsd } from '../ticker/quoted-price.ts';
import type { SourceConfig, TickerConfig } from './source-config.ts';

function tickerSource({ name, exchange, transport, symbol, origin, intervalMs, idleMs }: TickerConfig): PriceSource {
  const { http, websocket } = EXCHANGES[exchange];
  if (transport === 'http') {
    return new PolledSource({ name, intervalMs, read: httpTicker({ protocol: http, symbol, origin }) });
  }
  return new WebSocketSource({
    name,
    idleMs,
    url: new URL(websocket.path(symbol), origin ?? websocket.origin).href,
    subscribe: websocket.subscribe(symbol),
    parse: (message) => websocket.parse(message, symbol),
  });
}

/** Makes a source, not started. Rejects when a recording cannot be read. */
export async function createSource(config: SourceConfig): Promise<PriceSource> {
  const { name } = config;
  switch (config.kind) {
    case 'recording': {
      const { path, from, secondsPerTick, tickMs } = config;
      const stream = new RecordedPriceStream(await readRecording(path), { from, secondsPerTick });
      return new StreamSource({ name, stream, tickMs });
    }
    case 'random-walk': {
      const { startUsd, tickMs, ...walk } = config;
      return new StreamSource({ name, stream: new RandomWalkStream({ ...walk, start: microUsd(startUsd) }), tickMs });
    }
    case 'chainlink': {
      const { rpcUrl, feed, maxAgeMs, intervalMs } = config;
      return new PolledSource({ name, intervalMs, read: chainlinkFeed({ rpcUrl, feed, maxAgeMs }) });
    }
    case 'ticker':
      return tickerSource(config);
  }
}
