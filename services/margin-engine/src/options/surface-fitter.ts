import { Worker } from 'node:worker_threads';
import type { ExpiryQuotes } from './option-chain.ts';
import { answerOf, type SurfaceAnswer, type SurfaceRequest } from './surface-answer.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

interface Caller {
  readonly resolve: (surface: VolatilitySurface) => void;
  readonly reject: (error: Error) => void;
}

interface Fit {
  readonly expiries: readonly ExpiryQuotes[];
  readonly callers: Caller[];
}

const WORKER = new URL('./surface-worker.mjs', import.meta.url);
/** A worker that lived this long was not broken from the start. */
const STEADY_MILLISECONDS = 10_000;

/**
 * Fits volatility surfaces in a worker thread, one at a time. Of the chains that arrive meanwhile only the newest is fitted, and all who asked get its
 * surface: an old chain is worth nothing. Should the worker be lost, its work is done on the calling thread.
 */
export class SurfaceFitter {
  readonly #onWorkerLost: (error: Error) => void;
  readonly #module: URL;
  #worker: Worker | null = null;
  #startedAt = 0;
  #running: Fit | null = null;
  #waiting: Fit | null = null;
  #closed = false;

  constructor(onWorkerLost: (error: Error) => void = () => {}, module = WORKER) {
    this.#onWorkerLost = onWorkerLost;
    this.#module = module;
    this.#start();
  }

  /** The surface of this chain, or of a newer one. Rejects where `fitSurface` throws, and after `close`. */
  fit(expiries: readonly ExpiryQuotes[]): Promise<VolatilitySurface> {
    if (this.#closed) return Promise.reject(new Error('The surface fitter is closed.'));
    return new Promise((resolve, reject) => {
      this.#waiting = { expiries, callers: [...(this.#waiting?.callers ?? []), { resolve, reject }] };
      if (!this.#running) this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const open = [...(this.#running?.callers ?? []), ...(this.#waiting?.callers ?? [])];
    this.#running = null;
    this.#waiting = null;
    for (const { reject } of open) reject(new Error('The surface fitter was closed.'));
    await this.#worker?.terminate();
  }

  #start(): void {
    const worker = new Worker(this.#module, { execArgv: [] });
    worker.unref();
    this.#worker = worker;
    this.#startedAt = performance.now();
    worker.on('message', (answer: SurfaceAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#onWorkerLost(error));
    worker.on('exit', () => this.#lost());
  }

  #next(): void {
    const fit = this.#waiting;
    this.#waiting = null;
    this.#running = fit;
    if (!fit) return;
    if (this.#worker) this.#worker.postMessage({ expiries: fit.expiries } satisfies SurfaceRequest);
    else this.#settle(answerOf(fit.expiries));
  }

  #settle(answer: SurfaceAnswer): void {
    const callers = this.#running?.callers ?? [];
    for (const { resolve, reject } of callers) {
      if ('surface' in answer) resolve(answer.surface);
      else reject(new RangeError(answer.fault));
    }
    this.#next();
  }

  /** One that had worked is replaced; one that cannot even start is not. */
  #lost(): void {
    this.#worker = null;
    if (this.#closed) return;
    if (performance.now() - this.#startedAt > STEADY_MILLISECONDS) this.#start();
    if (this.#running) this.#settle(answerOf(this.#running.expiries));
  }
}
