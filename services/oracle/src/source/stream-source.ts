import type { PriceStream } from '@tenor/margin-engine';
import { BackgroundLoop } from './background-loop.ts';
import { LatestObservation } from './latest-observation.ts';
import type { Observation, PriceSource } from './price-source.ts';

export interface StreamSourceOptions {
  readonly name: string;
  /** A recording or a random walk of the margin engine. */
  readonly stream: PriceStream;
  /** Milliseconds between two prices of the stream, 1 000 when left out. */
  readonly tickMs?: number;
  readonly now?: () => number;
}

/** A recording or a model as a source: its next price at every tick of the clock. */
export class StreamSource implements PriceSource {
  readonly name: string;
  readonly #latest = new LatestObservation();
  readonly #loop: BackgroundLoop;

  constructor({ name, stream, tickMs = 1_000, now = Date.now }: StreamSourceOptions) {
    this.name = name;
    this.#loop = new BackgroundLoop(async () => {
      this.#latest.record({ price: stream.next(), observedAt: now() });
      return tickMs;
    });
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
}
