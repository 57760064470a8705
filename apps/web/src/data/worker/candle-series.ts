import Decimal from 'decimal.js';
import type { Candle, Trade } from '../../model/types.ts';

const MOST = 300;

/** Candles of one period: a history, carried on by the trades or ticks that follow. */
export class CandleSeries {
  readonly #periodMs: number;
  #candles: Candle[] = [];
  #lastTradeTime = 0;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  get candles(): readonly Candle[] {
    return this.#candles;
  }

  reset(history: readonly Candle[]): void {
    this.#candles = history.slice(-MOST);
    this.#lastTradeTime = 0;
  }

  /** Adds a trade that is newer than the history. */
  add({ price, size, time }: Pick<Trade, 'price' | 'size' | 'time'>): void {
    if (time < this.#lastTradeTime) return;
    this.#lastTradeTime = time;
    const start = Math.floor(time / this.#periodMs) * this.#periodMs;
    const last = this.#candles.at(-1);
    if (last && last.time > start) return;
    if (last?.time === start) {
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
        { time: start, open: price, high: price, low: price, close: price, volume: size },
      ].slice(-MOST);
  }
}
