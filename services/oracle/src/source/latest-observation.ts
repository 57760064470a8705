import type { Observation } from './price-source.ts';

/** The newest observation of a source and its last fault. An observation older than the one it has is left out. */
export class LatestObservation {
  #value: Observation | null = null;
  #fault: string | null = null;

  get value(): Observation | null {
    return this.#value;
  }

  get fault(): string | null {
    return this.#fault;
  }

  record(observation: Observation): void {
    this.#fault = null;
    // A server behind a balancer may lag behind the one asked before.
    if (this.#value === null || observation.observedAt >= this.#value.observedAt) this.#value = observation;
  }

  fail(error: unknown): void {
    this.#fault = error instanceof Error ? error.message : String(error);
  }
}
