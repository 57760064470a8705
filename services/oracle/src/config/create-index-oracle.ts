import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import { IndexOracle } from '../index-oracle.ts';
import { type AggregationRules, DEFAULT_AGGREGATION } from '../index-price/aggregation-rules.ts';
import { DEFAULT_OUTAGE, type OutageThresholds } from '../outage/outage-thresholds.ts';
import { createSource } from './create-source.ts';
import { originOf, type SourceConfig } from './source-config.ts';

/** The index of one underlying, as plain data. */
export interface IndexConfig {
  readonly underlying: string;
  readonly sources: readonly SourceConfig[];
  /** What differs from DEFAULT_AGGREGATION. */
  readonly rules?: Partial<AggregationRules>;
  /** What differs from DEFAULT_OUTAGE. */
  readonly thresholds?: Partial<OutageThresholds>;
}

function checkSources({ underlying, sources }: IndexConfig): void {
  const refuse = (detail: string): never => {
    throw new TenorError('INVALID_PARAMS', { param: 'sources', detail: `${underlying}: ${detail}` });
  };
  const names = new Set<string>();
  const origins = new Map<string, string>();
  for (const source of sources) {
    if (names.has(source.name)) refuse(`two sources are called ${source.name}`);
    names.add(source.name);
    const other = origins.get(originOf(source));
    if (other !== undefined) refuse(`${other} and ${source.name} are one source, not two: ${originOf(source)}`);
    origins.set(originOf(source), source.name);
    if (!(source.maxAgeMs > 0)) refuse(`${source.name} needs a positive maxAgeMs`);
  }
}

/**
 * Makes an index from its configuration, not started. Rejects with INVALID_PARAMS when two sources have one name or one
 * origin (they would vote twice), with RangeError for fewer sources than the quorum.
 */
export async function createIndexOracle(config: IndexConfig, log?: Logger): Promise<IndexOracle> {
  checkSources(config);
  const sources = await Promise.all(
    config.sources.map(async (each) => ({ source: await createSource(each), maxAgeMs: each.maxAgeMs })),
  );
  return new IndexOracle({
    underlying: config.underlying,
    sources,
    rules: { ...DEFAULT_AGGREGATION, ...config.rules },
    thresholds: { ...DEFAULT_OUTAGE, ...config.thresholds },
    log,
  });
}
