/** Tells a person which steps run and how long each took. */
export class StepTimer {
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  async run<Result>(name: string, step: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    this.#tell(`${name} …`);
    const result = await step();
    this.#tell(`${name} ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  }
}
