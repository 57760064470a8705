import { type SettlementWindow, withSample } from './settlement-window.ts';

/** What the engine has to remember for settlement prices over a restart. Prices in µUSD per lot, underlying u at place u − 1. */
export interface SettlementStore {
  /** The prices fixed for an expiry hour (Unix hours); null where none are. */
  get(hour: number): readonly bigint[] | null;
  /** Fixes the prices of an hour for good and returns once that will be remembered. Throws RangeError where others are fixed. */
  put(hour: number, prices: readonly bigint[]): void;
  /** Adds the index at a time (Unix seconds), null where there is none, to the window before an hour. */
  accumulate(hour: number, time: number, index: readonly (bigint | null)[]): void;
  /** What has been seen of the window before an hour, also once its prices are fixed; null where nothing was. */
  window(hour: number): SettlementWindow | null;
}

/** Everything a store holds. */
export interface SettlementRecords {
  readonly fixed: Map<number, readonly bigint[]>;
  readonly windows: Map<number, SettlementWindow>;
}

export const noSettlements = (): SettlementRecords => ({ fixed: new Map(), windows: new Map() });

/** A store over records; `onChange` is called after each change, with whether prices were fixed. Forgets them at the end of the process unless it keeps them. */
export function memorySettlements(
  { fixed, windows }: SettlementRecords = noSettlements(),
  onChange: (fixedPrices: boolean) => void = () => {},
): SettlementStore {
  return {
    get: (hour) => fixed.get(hour) ?? null,
    window: (hour) => windows.get(hour) ?? null,
    put: (hour, prices) => {
      const known = fixed.get(hour);
      if (known && (known.length !== prices.length || known.some((price, place) => price !== prices[place]))) {
        throw new RangeError(`Another settlement price is fixed for hour ${hour}.`);
      }
      if (known) return;
      fixed.set(hour, [...prices]);
      onChange(true);
    },
    accumulate: (hour, time, index) => {
      const before = windows.get(hour) ?? null;
      const after = withSample(before, hour, time, index);
      if (fixed.has(hour) || after === before) return;
      windows.set(hour, after);
      onChange(false);
    },
  };
}
