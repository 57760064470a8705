import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { aggregateIndex } from './index-price/aggregate.ts';
import { type AggregationRules, DEFAULT_AGGREGATION } from './index-price/aggregation-rules.ts';
import type { IndexPrice } from './index-price/index-price.ts';
import { beginOutage, nextOutage, type Outage } from './outage/outage.ts';
import { checkThresholds, DEFAULT_OUTAGE, type OutageThresholds } from './outage/outage-thresholds.ts';
import type { PriceSource } from './source/price-source.ts';

/** A source with the oldest price to take from it. */
export interface IndexSource {
  readonly source: PriceSource;
  readonly maxAgeMs: number;
}

export interface IndexOracleOptions {
  /** E.g. BTC. */
  readonly underlying: string;
  readonly sources: readonly IndexSource[];
  readonly rules?: AggregationRules;
  readonly thresholds?: OutageThresholds;
  /** Milliseconds between two looks at the sources, 500 when left out. */
  readonly intervalMs?: number;
  readonly now?: () => number;
  readonly log?: Logger;
}

/** The index of an underlying at one moment. */
export interface IndexReport {
  readonly underlying: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly index: IndexPrice;
  /** The last index there was (µUSD per whole unit, Unix milliseconds); null before the first. */
  readonly lastGood: { readonly price: bigint; readonly at: number } | null;
  readonly outage: Outage;
}

const READY_POLL_MILLISECONDS = 20;

/** The index of one underlying, made of its sources again and again, with what the exchange must do when it stops. */
export class IndexOracle {
  readonly underlying: string;
  readonly #sources: readonly IndexSource[];
  readonly #rules: AggregationRules;
  readonly #thresholds: OutageThresholds;
  readonly #intervalMs: number;
  readonly #now: () => number;
  readonly #log: Logger | undefined;
  #timer: NodeJS.Timeout | null = null;
  #report: IndexReport;

  /** Throws RangeError for rules or thresholds that make no sense, or fewer sources than the quorum. */
  constructor(options: IndexOracleOptions) {
    const { underlying, sources, rules = DEFAULT_AGGREGATION, thresholds = DEFAULT_OUTAGE } = options;
    if (sources.length < rules.quorum) throw new RangeError(`${underlying} has fewer sources than its quorum.`);
    checkThresholds(thresholds);
    this.underlying = underlying;
    this.#sources = sources;
    this.#rules = rules;
    this.#thresholds = thresholds;
    this.#intervalMs = options.intervalMs ?? 500;
    this.#now = options.now ?? Date.now;
    this.#log = options.log;
    const at = this.#now();
    this.#report = { underlying, at, index: this.#aggregate(at), lastGood: null, outage: beginOutage(at) };
  }

  /** What the last look found. */
  get report(): IndexReport {
    return this.#report;
  }

  /** Starts the sources and looks at them from now on. */
  start(): void {
    if (this.#timer) return;
    for (const { source } of this.#sources) source.start();
    this.#timer = setInterval(() => this.refresh(), this.#intervalMs);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all(this.#sources.map(({ source }) => source.stop()));
  }

  /** Looks at the sources now. */
  refresh(): IndexReport {
    const before = this.#report;
    const at = this.#now();
    const index = this.#aggregate(at);
    const lastGood = index.price === null ? before.lastGood : { price: index.price, at };
    const sight = { now: at, lastGoodAt: lastGood?.at ?? null, cause: index.reason };
    const outage = nextOutage(before.outage, sight, this.#thresholds);
    this.#report = { underlying: this.underlying, at, index, lastGood, outage };
    if (outage.mode !== before.outage.mode) {
      const { mode, reason } = outage;
      this.#log?.[mode === 'running' ? 'info' : 'warn']({ underlying: this.underlying, mode, reason }, 'market mode');
    }
    return this.#report;
  }

  /** Waits for the first index. Rejects with what is missing when there is none within `timeoutMs`. */
  async ready(timeoutMs = 30_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (this.refresh().lastGood === null) {
      if (Date.now() >= end) throw new Error(`No index of ${this.underlying}: ${this.#report.index.reason}`);
      await sleep(READY_POLL_MILLISECONDS);
    }
  }

  #aggregate(now: number): IndexPrice {
    const readings = this.#sources.map(({ source, maxAgeMs }) => ({
      source: source.name,
      observation: source.latest,
      maxAgeMs,
      fault: source.fault,
    }));
    return aggregateIndex(readings, this.#rules, now);
  }
}
