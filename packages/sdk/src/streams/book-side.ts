import type { LevelJson } from '../api-market-types.ts';

/** One price level in integers, with the text it came in (what checksums are made of). */
export interface BookLevel {
  /** Price in ticks. */
  readonly ticks: number;
  /** Lots resting there. */
  readonly lots: number;
  readonly text: LevelJson;
}

/** The levels of one side, best first. */
export class BookSide {
  readonly #levels: BookLevel[] = [];
  readonly #direction: 1 | -1;

  constructor(side: 'bid' | 'ask') {
    this.#direction = side === 'ask' ? 1 : -1;
  }

  get levels(): readonly BookLevel[] {
    return this.#levels;
  }

  /** Sets the absolute size of a level; 0 lots remove it. */
  set(level: BookLevel): void {
    const place = this.#placeOf(level.ticks);
    const isThere = this.#levels[place]?.ticks === level.ticks;
    if (level.lots === 0) {
      if (isThere) this.#levels.splice(place, 1);
    } else this.#levels.splice(place, isThere ? 1 : 0, level);
  }

  clear(): void {
    this.#levels.length = 0;
  }

  /** Index of the level, or where it would be put. */
  #placeOf(ticks: number): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#levels[middle]!.ticks - ticks) * this.#direction < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
