import type { Observation } from '../source/price-source.ts';

/** One source as it is when an index is made. */
export interface SourceReading {
  readonly source: string;
  readonly observation: Observation | null;
  /** Oldest observation to use, milliseconds. */
  readonly maxAgeMs: number;
  /** What the source says of its own failure. */
  readonly fault?: string | null;
}

/** Why a source was left out. */
export type DropReason = 'missing' | 'not-positive' | 'ahead' | 'stale' | 'outlier';

/** A source that was left out. */
export interface DroppedSource {
  readonly source: string;
  readonly reason: DropReason;
  /** The same in words. */
  readonly detail: string;
}

/** An index with where it comes from, or why there is none. Sources are in the order of their names. */
export interface IndexPrice {
  /** µUSD per whole unit; null when too few sources agree. */
  readonly price: bigint | null;
  readonly used: readonly string[];
  readonly dropped: readonly DroppedSource[];
  /** Why there is no price, in words; null when there is one. */
  readonly reason: string | null;
}
