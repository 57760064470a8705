import type { Noise } from '@tenor/margin-engine';
import type { Address } from 'viem';
import type { ExchangeName } from '../ticker/exchanges.ts';

interface NamedSource {
  /** Unique among the sources of the index. */
  readonly name: string;
  /** Oldest price to take from it, milliseconds. */
  readonly maxAgeMs: number;
}

/** What is played rather than observed. */
interface PlayedSource extends NamedSource {
  /**
   * Unix milliseconds at which it began: then it is played by the clock, and all that play the same see the same price at one time. Else it begins
   * with the process.
   */
  readonly startedAt?: number;
  /** With `startedAt`: how much later it is seen here, milliseconds. */
  readonly delayMs?: number;
  /** How far prices are off here, as one venue differs from another. */
  readonly noise?: Noise;
}

/** A recorded file, CSV of bars, gzipped or not. */
export interface RecordingConfig extends PlayedSource {
  readonly kind: 'recording';
  readonly path: string;
  /** Unix seconds in the recording to start from. */
  readonly from?: number;
  readonly secondsPerTick?: number;
  readonly tickMs?: number;
}

/** A seeded random walk. */
export interface RandomWalkConfig extends PlayedSource {
  readonly kind: 'random-walk';
  readonly seed: number;
  /** USD per whole unit, e.g. "94000". */
  readonly startUsd: string;
  readonly stepPpb: number;
  readonly ticksPerJump: number;
  readonly jumpPpb: number;
  readonly tickMs?: number;
}

/** A Chainlink price feed in USD. */
export interface ChainlinkConfig extends NamedSource {
  readonly kind: 'chainlink';
  readonly rpcUrl: string;
  readonly feed: Address;
  readonly intervalMs?: number;
}

/** The ticker of a pair at an exchange. */
export interface TickerConfig extends NamedSource {
  readonly kind: 'ticker';
  readonly exchange: ExchangeName;
  readonly transport: 'http' | 'websocket';
  /** As the exchange writes it for this transport. */
  readonly symbol: string;
  /** Another place than the exchange's public one. */
  readonly origin?: string;
  /** Over HTTP: milliseconds between questions. */
  readonly intervalMs?: number;
  /** Over WebSocket: longest silence of a connection, milliseconds. */
  readonly idleMs?: number;
}

export type SourceConfig = RecordingConfig | RandomWalkConfig | ChainlinkConfig | TickerConfig;

/** Where a price comes from in the end: two sources of one origin are not independent. */
export function originOf(source: SourceConfig): string {
  switch (source.kind) {
    case 'recording':
      return `recording ${source.path}`;
    case 'random-walk':
      return `random walk ${source.seed}`;
    case 'chainlink':
      return `feed ${source.feed.toLowerCase()}`;
    case 'ticker':
      return source.exchange;
  }
}
