import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats a step until it is stopped. The step says how many milliseconds to wait before the next, and must not throw. */
export class BackgroundLoop {
  readonly #step: (signal: AbortSignal) => Promise<number>;
  #running: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;

  constructor(step: (signal: AbortSignal) => Promise<number>) {
    this.#step = step;
  }

  /** Does nothing when it runs. */
  start(): void {
    if (this.#running) return;
    const abort = new AbortController();
    this.#running = { abort, ended: this.#run(abort.signal) };
  }

  /** Aborts the signal of the running step and waits for its end. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    running.abort.abort();
    await running.ended;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await this.#step(signal);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
