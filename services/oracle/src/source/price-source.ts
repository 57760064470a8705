/** A price as a source saw it. */
export interface Observation {
  /** µUSD per whole unit of the underlying, positive. */
  readonly price: bigint;
  /** Unix milliseconds at which the price held: the source's own time where it gives one, else when it arrived. */
  readonly observedAt: number;
}

/** One independent place from which the price of one underlying comes. */
export interface PriceSource {
  /** Unique among the sources of an index. */
  readonly name: string;
  /** The newest observation, null before the first. It may be old: whoever uses it looks at its time. */
  readonly latest: Observation | null;
  /** What failed last, in words; null while the source works. */
  readonly fault: string | null;
  /** Begins to observe; does nothing when it runs. Never throws: what fails is tried again and told in `fault`. */
  start(): void;
  /** Ends all work of the source; it can be started again. */
  stop(): Promise<void>;
}
