/**
 * Keeps what one connection sends in the order in which it was sent, although signatures are checked in parallel:
 * a cancel can never overtake the order it is meant for.
 */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;

  get pending(): number {
    return this.#pending;
  }

  /** Runs `act` once `ready` holds and everything given before has been acted on. A failed `ready` is thrown. */
  async run<T>(ready: Promise<void>, act: () => T | Promise<T>): Promise<T> {
    const before = this.#last;
    let acted = (): void => {};
    this.#last = new Promise<void>((resolve) => {
      acted = resolve;
    });
    this.#pending++;
    try {
      // Both are awaited together: a rejection that nobody waits for would end the process.
      const [readiness] = await Promise.allSettled([ready, before]);
      if (readiness.status === 'rejected') throw readiness.reason;
      const result = act();
      acted();
      return await result;
    } finally {
      acted();
      this.#pending--;
    }
  }
}
