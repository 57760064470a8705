import { BackgroundLoop } from './background-loop.ts';
import { backoffMilliseconds } from './backoff.ts';
import { LatestObservation } from './latest-observation.ts';
import type { Observation, PriceSource } from './price-source.ts';

/** Asks for the price once; rejects when there is none, and when the signal aborts. */
export type ReadPrice = (signal: AbortSignal) => Promise<Observation>;

export interface PolledSourceOptions {
  readonly name: string;
  readonly read: ReadPrice;
  /** Milliseconds between the end of a question and the next, 1 000 when left out. */
  readonly intervalMs?: number;
  /** Longest time to wait for an answer, milliseconds, 5 000 when left out. */
  readonly timeoutMs?: number;
}

/** A source that is asked again and again, and after failures ever more rarely. */
export class PolledSource implements PriceSource {
  readonly name: string;
  readonly #options: PolledSourceOptions;
  readonly #latest = new LatestObservation();
  readonly #loop = new BackgroundLoop((signal) => this.#poll(signal));
  #failures = 0;

  constructor(options: PolledSourceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get latest(): Observation | null {
    return this.#latest.value;
  }

  get fault(): string | null {
    return this.#latest.fault;
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #poll(stopped: AbortSignal): Promise<number> {
    const { read, intervalMs = 1_000, timeoutMs = 5_000 } = this.#options;
    try {
      this.#latest.record(await read(AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)])));
      this.#failures = 0;
      return intervalMs;
    } catch (error) {
      if (!stopped.aborted) this.#latest.fail(error);
      this.#failures++;
      return Math.max(intervalMs, backoffMilliseconds(this.#failures));
    }
  }
}
