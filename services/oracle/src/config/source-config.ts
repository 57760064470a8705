import type { Address } from 'viem';
import type { ExchangeName } from '../ticker/exchanges.ts';

interface NamedSource {
  /** Unique among the sources of the index. */
  readonly name: string;
  /** Oldest price to take from it, milliseconds. */
  readonly maxAgeMs: number;
}

/** A recorded file, CSV of bars, gzipped or not. */
export interface RecordingConfig extends NamedSource {
  readonly kind: 'recording';
  readonly path: string;
  /** Unix seconds in the recording to start from. */
  readonly from?: number;
  readonly secondsPerTick?: number;
  readonly tickMs?: number;
}

/** A seeded random walk. */
export interface RandomWalkConfig extends NamedSource {
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
