import { grown } from './grown.ts';
import type { BookSide } from './order-book.ts';

const NONE = -1;
const START_LENGTH = 256;

/** Price levels as columns: head and tail are places of orders; `head` also chains the free places. */
export class LevelPool {
  price = new Float64Array(START_LENGTH);
  lots = new Float64Array(START_LENGTH);
  side = new Uint8Array(START_LENGTH);
  head = new Int32Array(START_LENGTH);
  tail = new Int32Array(START_LENGTH);
  #free = NONE;
  #used = 0;

  take(side: BookSide, price: number): number {
    let place = this.#free;
    if (place !== NONE) this.#free = this.head[place]!;
    else {
      if (this.#used === this.price.length) this.#grow();
      place = this.#used++;
    }
    this.price[place] = price;
    this.lots[place] = 0;
    this.side[place] = side;
    this.head[place] = NONE;
    this.tail[place] = NONE;
    return place;
  }

  release(place: number): void {
    this.head[place] = this.#free;
    this.#free = place;
  }

  #grow(): void {
    this.price = grown(this.price);
    this.lots = grown(this.lots);
    this.side = grown(this.side);
    this.head = grown(this.head);
    this.tail = grown(this.tail);
  }
}
