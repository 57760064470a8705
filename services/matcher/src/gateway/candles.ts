import type { Trade } from '../sequencer/events.ts';
import { usdText } from './decimal-text.ts';
import type { ScaledInstrument } from './instrument-directory.ts';
import type { CandleJson } from './schema/market-records.ts';

export const RESOLUTION_MINUTES = { '1m': 1, '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1440 } as const;
export type CandleResolution = keyof typeof RESOLUTION_MINUTES;

/** Prices in µUSD per lot, volume in lots, turnover in µUSD, start in Unix ms. */
export interface Candle {
  readonly start: number;
  readonly open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  volume: bigint;
  turnover: bigint;
  trades: number;
}

export const MINUTE_MILLISECONDS = 60_000;
const DAY_MINUTES = 1440;
/** Thirty days of minutes with a trade. */
const KEPT_MINUTES = 30 * DAY_MINUTES;

function merged(into: Candle, next: Candle): Candle {
  if (next.high > into.high) into.high = next.high;
  if (next.low < into.low) into.low = next.low;
  into.close = next.close;
  into.volume += next.volume;
  into.turnover += next.turnover;
  into.trades += next.trades;
  return into;
}

/** One-minute candles of one instrument, from its trades in order; coarser ones are put together when asked for. */
export class Candles {
  /** Ascending; a minute without a trade has none. */
  readonly #minutes: Candle[] = [];

  add({ price, size, time }: Trade): void {
    const start = time - (time % MINUTE_MILLISECONDS);
    const candle: Candle = {
      start,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: size,
      turnover: price * size,
      trades: 1,
    };
    const last = this.#minutes.at(-1);
    if (last && last.start >= start) merged(last, candle);
    else this.#minutes.push(candle);
    // Dropped in larger pieces, since each one moves the whole array.
    if (this.#minutes.length > KEPT_MINUTES + DAY_MINUTES) this.#minutes.splice(0, DAY_MINUTES);
  }

  /** Candles with start in [from, to], oldest first, the latest `limit` of them. */
  list(resolution: CandleResolution, from: number, to: number, limit: number): Candle[] {
    const width = RESOLUTION_MINUTES[resolution] * MINUTE_MILLISECONDS;
    const result: Candle[] = [];
    for (let i = this.#minutes.length - 1; i >= 0; i--) {
      const minute = this.#minutes[i]!;
      const start = minute.start - (minute.start % width);
      if (start < from) break;
      if (start > to) continue;
      const current = result.at(-1);
      if (current?.start === start) result[result.length - 1] = merged({ ...minute, start }, current);
      else if (result.length === limit) break;
      else result.push({ ...minute, start });
    }
    return result.reverse();
  }

  /** The last 24 hours up to `now` as one candle; null without a trade. */
  day(now: number): Candle | null {
    let day: Candle | null = null;
    for (let i = this.#minutes.length - 1; i >= 0; i--) {
      const minute = this.#minutes[i]!;
      if (minute.start < now - DAY_MINUTES * MINUTE_MILLISECONDS) break;
      day = day ? merged({ ...minute }, day) : { ...minute };
    }
    return day;
  }
}

/** A candle as the API shows it. */
export const candleJson = ({ price, size }: ScaledInstrument, candle: Candle): CandleJson => ({
  time: candle.start,
  open: price(candle.open),
  high: price(candle.high),
  low: price(candle.low),
  close: price(candle.close),
  volume: size(candle.volume),
  turnover: usdText(candle.turnover),
  trades: candle.trades,
});
