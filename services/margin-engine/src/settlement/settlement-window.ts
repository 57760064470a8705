/** Seconds before an expiry hour over which the index is averaged. */
export const SETTLEMENT_WINDOW_SECONDS = 1_800;

/** So many seconds may be missing of a window that counts as seen. */
const SECONDS_SPARED = 30;

/** The index prices seen so far in the window before one expiry hour: for every underlying their sum (µUSD per lot) and count. */
export interface SettlementWindow {
  /** Unix hours. */
  readonly hour: number;
  /** Unix seconds of the last sample: a second counts once. */
  readonly lastSample: number;
  /** Underlying u at place u − 1. */
  readonly sums: readonly bigint[];
  readonly counts: readonly number[];
}

/** Whether a time (Unix seconds) lies within the window before an hour, whose end belongs to what comes after. */
export const isInWindow = (time: number, hour: number): boolean =>
  time < hour * 3600 && time >= hour * 3600 - SETTLEMENT_WINDOW_SECONDS;

/**
 * The window after one more look at the index: µUSD per lot by underlying, null where there is none. Of several looks within a second, or a clock that goes
 * back, only the first counts.
 */
export function withSample(
  before: SettlementWindow | null,
  hour: number,
  time: number,
  index: readonly (bigint | null)[],
): SettlementWindow {
  const window = before ?? { hour, lastSample: -1, sums: index.map(() => 0n), counts: index.map(() => 0) };
  if (!isInWindow(time, hour) || time <= window.lastSample) return window;
  return {
    hour,
    lastSample: time,
    sums: window.sums.map((sum, place) => sum + (index[place] ?? 0n)),
    counts: window.counts.map((count, place) => count + (index[place] == null ? 0 : 1)),
  };
}

/** Whether every underlying was seen in all but a few of so many seconds. */
export const isWholeWindow = (counts: readonly number[], of = SETTLEMENT_WINDOW_SECONDS): boolean =>
  counts.every((count) => count >= of - SECONDS_SPARED);

/** Average index by underlying, µUSD per lot, rounded to the nearest (half up); null where nothing was seen. */
export const averages = ({ sums, counts }: SettlementWindow): (bigint | null)[] =>
  sums.map((sum, place) => {
    const count = BigInt(counts[place]!);
    return count === 0n ? null : (2n * sum + count) / (2n * count);
  });
