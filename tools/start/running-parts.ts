/** Something that runs and can be ended. */
export interface Part {
  /** From now on its end is no failure. */
  expectEnd?(): void;
  stop(): Promise<void>;
}

/** What runs on what: followers on the exchange, the exchange on the oracle's signers, those on L1. */
export const LAYER = { l1: 0, oracle: 1, exchange: 2, followers: 3 } as const;

/** The parts of an exchange, ended layer by layer so that nothing asks for what is gone already. */
export class RunningParts {
  readonly #layers: Part[][] = Object.values(LAYER).map(() => []);
  #stopping: Promise<void> | undefined;

  add(layer: keyof typeof LAYER, part: Part): void {
    this.#layers[LAYER[layer]]!.push(part);
  }

  /** Ends everything, the uppermost layer first. Calling it again waits for the same end. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const part of this.#layers.flat()) part.expectEnd?.();
    for (const layer of this.#layers.toReversed()) await Promise.all(layer.map((part) => part.stop()));
  }
}
