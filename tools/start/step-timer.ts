/** Tells a person which steps run and how long each took. */
export class StepTimer {
  readonly #tell: (line: string) => void;
  readonly #signal: AbortSignal | undefined;

  /** @param signal no further step begins or ends well once it is aborted */
  constructor(tell: (line: string) => void, signal?: AbortSignal) {
    this.#tell = tell;
    this.#signal = signal;
  }

  async run<Result>(name: string, step: () => Promise<Result>): Promise<Result> {
    this.#signal?.throwIfAborted();
    const started = performance.now();
    this.#tell(`${name} …`);
    const result = await step();
    this.#tell(`${name} ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  }
}
