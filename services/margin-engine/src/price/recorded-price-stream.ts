import type { PriceBar, Recording } from './price-bar.ts';
import type { PriceStream } from './price-stream.ts';

export interface PlaybackOptions {
  /** Unix seconds in the recording to start from; its first bar when left out. */
  readonly from?: number;
  /** Recorded seconds for each tick, 1 when left out. */
  readonly secondsPerTick?: number;
}

/** The corners of the path inside a bar: it visits the extreme behind it first, so that highs and lows are kept. */
function corners({ open, high, low, close }: PriceBar): [bigint, bigint, bigint, bigint] {
  return close >= open ? [open, low, high, close] : [open, high, low, close];
}

/** The price `second` seconds into a bar: straight lines between its four corners. */
export function priceInBar(bar: PriceBar, second: number, secondsPerBar: number): bigint {
  const path = corners(bar);
  const place = 3 * second;
  const leg = Math.min(Math.floor(place / secondsPerBar), 2);
  const into = BigInt(place - leg * secondsPerBar);
  const from = path[leg]!;
  const to = path[leg + 1]!;
  return from + ((to - from) * into) / BigInt(secondsPerBar);
}

/** Plays a recording, and at its end backwards and forwards again, so that the price never leaps at the seam. */
export class RecordedPriceStream implements PriceStream {
  readonly #recording: Recording;
  readonly #secondsPerTick: number;
  readonly #lastSecond: number;
  #second: number;
  #direction = 1;

  /** Throws RangeError for a start outside the recording or a tick that is no positive whole number of seconds. */
  constructor(recording: Recording, { from = recording.start, secondsPerTick = 1 }: PlaybackOptions = {}) {
    this.#recording = recording;
    this.#secondsPerTick = secondsPerTick;
    this.#lastSecond = recording.bars.length * recording.secondsPerBar - 1;
    this.#second = from - recording.start;
    if (!Number.isInteger(this.#second) || this.#second < 0 || this.#second > this.#lastSecond) {
      throw new RangeError('The recording does not cover the time to start from.');
    }
    if (!Number.isInteger(secondsPerTick) || secondsPerTick < 1 || secondsPerTick > this.#lastSecond) {
      throw new RangeError('A tick must be a positive whole number of seconds within the recording.');
    }
  }

  next(): bigint {
    const { bars, secondsPerBar } = this.#recording;
    const bar = Math.floor(this.#second / secondsPerBar);
    const price = priceInBar(bars[bar]!, this.#second % secondsPerBar, secondsPerBar);
    this.#advance();
    return price;
  }

  #advance(): void {
    const next = this.#second + this.#direction * this.#secondsPerTick;
    if (next < 0 || next > this.#lastSecond) {
      this.#direction = -this.#direction;
      this.#second += this.#direction * this.#secondsPerTick;
    } else this.#second = next;
  }
}
