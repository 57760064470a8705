import { TenorError } from '@tenor/protocol';
import type { InstrumentJson } from './api-market-types.ts';
import { InstrumentScale } from './instrument-scale.ts';

/** What differs between two lists of instruments. */
export interface InstrumentChange {
  readonly listed: readonly InstrumentScale[];
  /** Expired, or otherwise gone. */
  readonly expired: readonly InstrumentScale[];
}

/** The instruments of an exchange, which appear and expire while it runs. */
export class InstrumentRegistry {
  #listed: ReadonlyMap<string, InstrumentScale> = new Map();
  readonly #expired = new Map<string, InstrumentScale>();
  readonly #listeners = new Set<(change: InstrumentChange) => void>();

  get listed(): readonly InstrumentScale[] {
    return [...this.#listed.values()];
  }

  /** Throws EXPIRED_INSTRUMENT for one that was listed before, UNKNOWN_INSTRUMENT otherwise. */
  get(name: string): InstrumentScale {
    const scale = this.#listed.get(name);
    if (scale) return scale;
    const error = this.#expired.has(name) ? 'EXPIRED_INSTRUMENT' : 'UNKNOWN_INSTRUMENT';
    throw new TenorError(error, { param: 'instrument', detail: name });
  }

  /** An instrument that is listed or was, to read old orders and fills with; null when it was never seen. */
  known(name: string): InstrumentScale | null {
    return this.#listed.get(name) ?? this.#expired.get(name) ?? null;
  }

  /** Takes the exchange's list. Listeners hear of a difference to the one before, after it is in place. */
  update(records: readonly InstrumentJson[]): void {
    const before = this.#listed;
    // The terms of an instrument do not change; its status may.
    this.#listed = new Map(
      records.map((json) => {
        const known = before.get(json.name);
        const scale = known && known.specification.status === json.status ? known : new InstrumentScale(json);
        return [json.name, scale];
      }),
    );
    const listed = this.listed.filter(({ name }) => !before.has(name));
    const expired = [...before.values()].filter(({ name }) => !this.#listed.has(name));
    for (const scale of expired) this.#expired.set(scale.name, scale);
    if (listed.length + expired.length === 0) return;
    for (const listener of [...this.#listeners]) listener({ listed, expired });
  }

  /** Calls a listener with every later difference. Returns a function that stops it. */
  onChange(listener: (change: InstrumentChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
