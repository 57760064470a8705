import {
  ClockedStream,
  NoisyStream,
  type PriceStream,
  RandomWalkStream,
  RecordedPriceStream,
  readRecording,
} from '@tenor/margin-engine';
import { PolledSource } from '../source/polled-source.ts';
import type { PriceSource } from '../source/price-source.ts';
import { StreamSource } from '../source/stream-source.ts';
import { WebSocketSource } from '../source/websocket-source.ts';
import { EXCHANGES } from '../ticker/exchanges.ts';
import { httpTicker } from '../ticker/http-ticker.ts';
import { microUsd } from '../ticker/quoted-price.ts';
import type { RandomWalkConfig, RecordingConfig, SourceConfig, TickerConfig } from './source-config.ts';

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

/** A recording or a walk as this process sees it: by the clock where it has a beginning, and off by its noise. */
function playedSource(stream: PriceStream, config: RecordingConfig | RandomWalkConfig): PriceSource {
  const { name, tickMs, startedAt, delayMs, noise } = config;
  const clocked = startedAt === undefined ? stream : new ClockedStream({ stream, startedAt, tickMs, delayMs });
  return new StreamSource({ name, stream: noise ? new NoisyStream(clocked, noise) : clocked, tickMs });
}

/** Makes a source, not started. Rejects when a recording cannot be read. */
export async function createSource(config: SourceConfig): Promise<PriceSource> {
  switch (config.kind) {
    case 'recording': {
      const { path, from, secondsPerTick } = config;
      return playedSource(new RecordedPriceStream(await readRecording(path), { from, secondsPerTick }), config);
    }
    case 'random-walk': {
      const { startUsd, seed, stepPpb, ticksPerJump, jumpPpb } = config;
      const walk = { seed, stepPpb, ticksPerJump, jumpPpb, start: microUsd(startUsd) };
      return playedSource(new RandomWalkStream(walk), config);
    }
    case 'chainlink': {
      const { name, rpcUrl, feed, maxAgeMs, intervalMs } = config;
      // Only here: what speaks to L1 is a third of a signer's start, and most sources do not need it.
      const { chainlinkFeed } = await import('../chainlink/chainlink-feed.ts');
      return new PolledSource({ name, intervalMs, read: chainlinkFeed({ rpcUrl, feed, maxAgeMs }) });
    }
    case 'ticker':
      return tickerSource(config);
  }
}
