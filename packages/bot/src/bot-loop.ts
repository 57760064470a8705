import type { Logger } from 'pino';
import type { BotMetrics } from './bot-metrics.ts';

/** What a loop turns around. */
export interface LoopParts {
  /** One look at the exchange, and what follows from it. */
  readonly cycle: () => Promise<void>;
  /** Nothing is tried while this is false. */
  readonly isConnected: () => boolean;
  /** Milliseconds to the next look. */
  readonly pause: () => number;
  /** Errors that heal by themselves: the next look tells what became of the last request. */
  readonly isExpected: (error: unknown) => boolean;
  readonly metrics: Pick<BotMetrics, 'cycles'>;
  readonly log: Logger;
}

/** Looks again and again until it is stopped; no error ends it. */
export class BotLoop {
  readonly #with: LoopParts;
  #lastCycleAt: number | null = null;
  #isStopping = false;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(parts: LoopParts) {
    this.#with = parts;
  }

  /** Unix milliseconds of the last complete cycle; null before the first. */
  get lastCycleAt(): number | null {
    return this.#lastCycleAt;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends the pause at once. */
  wake(): void {
    this.#wake();
  }

  /** Ends the loop; resolves when the cycle under way is over. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      if (this.#with.isConnected()) await this.#attempt();
      await this.#pause();
    }
  }

  async #attempt(): Promise<void> {
    const { cycle, isExpected, metrics, log } = this.#with;
    try {
      await cycle();
      this.#lastCycleAt = Date.now();
      metrics.cycles.inc({ outcome: 'done' });
    } catch (error) {
      const isHealing = isExpected(error);
      metrics.cycles.inc({ outcome: isHealing ? 'interrupted' : 'failed' });
      if (isHealing && error instanceof Error)
        log.info({ error: error.name, detail: error.message }, 'cycle interrupted');
      else log.error({ err: error }, 'cycle failed');
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#isStopping ? 0 : this.#with.pause());
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
