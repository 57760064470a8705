import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { SettlementProgress } from '../mark/settlement-progress.ts';
import type { SettlementStore } from './settlement-store.ts';
import { averages, isWholeWindow } from './settlement-window.ts';

/** Averages the index before each expiry hour and fixes the prices once the hour has come. Prices in µUSD per lot, underlying u at place u − 1. */
export class SettlementPrices {
  readonly #store: SettlementStore;
  readonly #log: Logger;

  constructor(store: SettlementStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Takes prices that a round of the exchange carries already, where none are remembered: what was signed once stays. */
  adopt(hour: number, prices: readonly bigint[]): void {
    if (!this.#store.get(hour)) this.#store.put(hour, prices);
  }

  /** Takes the index at a time (Unix seconds), null where there is none, for the windows before these expiry hours. */
  sample(time: number, index: readonly (bigint | null)[], hours: Iterable<number>): void {
    for (const hour of hours) this.#store.accumulate(hour, time, index);
  }

  /**
   * Fixes the prices of every hour that has come. Where nothing was seen of an underlying before the hour, the index of now stands in, the first
   * after it, and a warning says so.
   */
  fix(time: number, index: readonly bigint[], hours: Iterable<number>): void {
    for (const hour of hours) {
      if (hour * 3600 > time || this.#store.get(hour)) continue;
      const window = this.#store.window(hour);
      const seen = window ? averages(window) : index.map(() => null);
      const prices = index.map((now, place) => seen[place] ?? now);
      this.#store.put(hour, prices);
      const seconds = window?.counts ?? index.map(() => 0);
      const told = { hour, prices: prices.map(String), seconds };
      const { code, name: error, message: detail } = new TenorError('SETTLEMENT_WINDOW_MISSED');
      if (seen.includes(null)) {
        const late = time - hour * 3600;
        const missed = { ...told, late, code, error, detail };
        this.#log.warn(missed, 'no index before an expiry: settled at the first one after it');
      } else if (!isWholeWindow(seconds)) {
        this.#log.warn({ ...told, code, error, detail }, 'a settlement price is the average of a part of its window');
      } else this.#log.info(told, 'settlement prices fixed');
    }
  }

  /** The prices of the earliest of these hours that has come and is fixed; null where none is. */
  due(time: number, hours: Iterable<number>): { readonly hour: number; readonly prices: readonly bigint[] } | null {
    const [first] = [...hours].filter((hour) => hour * 3600 <= time).sort((a, b) => a - b);
    const prices = first === undefined ? null : this.#store.get(first);
    return prices ? { hour: first!, prices } : null;
  }

  /** Seconds of the window before an hour in which there was an index, by underlying; null where none was seen. */
  seconds(hour: number): readonly number[] | null {
    return this.#store.window(hour)?.counts ?? null;
  }

  /** How far the settlement price of an underlying at an hour is known. */
  progress(underlying: number, hour: number): SettlementProgress {
    const fixed = this.#store.get(hour)?.[underlying - 1];
    if (fixed !== undefined) return { fixed };
    const window = this.#store.window(hour);
    return { sum: window?.sums[underlying - 1] ?? 0n, seconds: window?.counts[underlying - 1] ?? 0 };
  }
}
