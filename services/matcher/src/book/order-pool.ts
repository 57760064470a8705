import { grown } from './grown.ts';

const NONE = -1;
const START_LENGTH = 1024;

/** Resting orders as columns; `next` also chains the free places. */
export class OrderPool {
  id = new Float64Array(START_LENGTH);
  lots = new Float64Array(START_LENGTH);
  level = new Int32Array(START_LENGTH);
  previous = new Int32Array(START_LENGTH);
  next = new Int32Array(START_LENGTH);
  #free = NONE;
  #used = 0;

  /** A place for an order at the end of its level, after `previous` (−1: the first). */
  take(id: number, level: number, lots: number, previous: number): number {
    let place = this.#free;
    if (place !== NONE) this.#free = this.next[place]!;
    else {
      if (this.#used === this.id.length) this.#grow();
      place = this.#used++;
    }
    this.id[place] = id;
    this.lots[place] = lots;
    this.level[place] = level;
    this.previous[place] = previous;
    this.next[place] = NONE;
    return place;
  }

  release(place: number): void {
    this.next[place] = this.#free;
    this.#free = place;
  }

  #grow(): void {
    this.id = grown(this.id);
    this.lots = grown(this.lots);
    this.level = grown(this.level);
    this.previous = grown(this.previous);
    this.next = grown(this.next);
  }
}
