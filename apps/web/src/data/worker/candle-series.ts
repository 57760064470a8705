import Decimal from 'decimal.js';
import type { Candle, Trade } from '../../model/types.ts';

const MINUTE_MS = 60_000;
const MOST = 300;

/** One-minute candles: a history from the exchange, carried on by the trades that follow. */
export class CandleSeries {
  #candles: Candle[] = [];
  #lastTradeTime = 0;

  get candles(): readonly Candle[] {
    return this.#candles;
  }

  reset(history: readonly Candle[]): void {
    this.#candles = history.slice(-MOST);
    this.#lastTradeTime = 0;
  }

  /** Adds a trade that is newer than the history. */
  add({ price, size, time }: Trade): void {
    if (time < this.#lastTradeTime) return;
    this.#lastTradeTime = time;
    const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS;
    const last = this.#candles.at(-1);
    if (last && last.time > minute) return;
    if (last?.time === minute) {
      this.#candles = [
        ...this.#candles.slice(0, -1),
        {
          ...last,
          high: Decimal.max(last.high, price).toString(),
          low: Decimal.min(last.low, price).toString(),
          close: price,
          volume: new Decimal(last.volume).plus(size).toString(),
        },
      ];
    } else
      this.#candles = [
        ...this.#candles,
        { time: minute, open: price, high: price, low: price, close: price, volume: size },
      ].slice(-MOST);
  }
}
