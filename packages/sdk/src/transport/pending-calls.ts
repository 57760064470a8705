import { ApiError, ConnectionError } from '../api-error.ts';
import type { ErrorJson } from '../api-types.ts';

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Calls that were sent and wait for their reply. */
export class PendingCalls {
  readonly #byId = new Map<number, Pending>();
  #lastId = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** Registers a call, and sends it. Rejects with REQUEST_TIMEOUT when no reply comes in time. */
  start(timeoutMilliseconds: number, send: (id: number) => void): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#byId.delete(id);
        reject(new ConnectionError('REQUEST_TIMEOUT', 'unknown', `${timeoutMilliseconds} ms`));
      }, timeoutMilliseconds);
      this.#byId.set(id, { resolve, reject, timer });
      try {
        send(id);
      } catch {
        this.#byId.delete(id);
        clearTimeout(timer);
        reject(new ConnectionError('NOT_CONNECTED', 'not_executed'));
      }
    });
  }

  /** Gives a reply to its call; one that nobody waits for any more is ignored. */
  settle(id: unknown, result: unknown, error: ErrorJson | undefined): void {
    if (typeof id !== 'number') return;
    const pending = this.#byId.get(id);
    if (!pending) return;
    this.#byId.delete(id);
    clearTimeout(pending.timer);
    if (error) pending.reject(new ApiError(error));
    else pending.resolve(result);
  }

  /** Fails everything that waits: whether it was executed is not known. */
  failAll(detail: string): void {
    for (const [id, pending] of [...this.#byId]) {
      this.#byId.delete(id);
      clearTimeout(pending.timer);
      pending.reject(new ConnectionError('CONNECTION_LOST', 'unknown', detail));
    }
  }
}
