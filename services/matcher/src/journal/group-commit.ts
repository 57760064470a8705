/**
 * Collects entries while the group before them is being made durable, so that one disk sync carries as many as have come.
 * `write` resolves when a group is durable; then `release` gets it, always in order. A failed write ends it: nobody can know
 * what a failed sync has left on disk, so nothing is tried again.
 */
export class GroupCommit<T> {
  readonly #write: (group: readonly T[]) => Promise<void>;
  readonly #release: (group: readonly T[]) => void;
  readonly #fail: (error: unknown, lost: readonly T[]) => void;
  #waiting: T[] = [];
  #running: Promise<void> | null = null;
  #failed = false;

  constructor(
    write: (group: readonly T[]) => Promise<void>,
    release: (group: readonly T[]) => void,
    fail: (error: unknown, lost: readonly T[]) => void,
  ) {
    this.#write = write;
    this.#release = release;
    this.#fail = fail;
  }

  /** Entries that no group has taken yet. */
  get backlog(): number {
    return this.#waiting.length;
  }

  add(entry: T): void {
    this.#waiting.push(entry);
    this.#running ??= this.#run();
  }

  /** Resolves when everything added so far is durable and released, or lost. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Lets every command of this turn of the event loop join the first group.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#failed) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group);
      } catch (error) {
        this.#failed = true;
        const lost = [...group, ...this.#waiting];
        this.#waiting = [];
        this.#fail(error, lost);
        break;
      }
      this.#release(group);
    }
    this.#running = null;
  }
}
