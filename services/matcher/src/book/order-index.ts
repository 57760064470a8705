const EMPTY = 0;
/** 2^32 divided by the golden ratio: spreads consecutive ids over the table. */
const SPREAD = 0x9e3779b1;
const START_BITS = 10;

/** Maps order ids (positive safe integers) to pool places without making garbage: open addressing, linear probing. */
export class OrderIndex {
  #keys = new Float64Array(1 << START_BITS);
  #places = new Int32Array(1 << START_BITS);
  #shift = 32 - START_BITS;
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** The place of an id, −1 if there is none. */
  get(id: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let at = this.#home(id);
    for (;;) {
      const key = keys[at]!;
      if (key === id) return this.#places[at]!;
      if (key === EMPTY) return -1;
      at = (at + 1) & mask;
    }
  }

  /** The id must not be there yet. */
  add(id: number, place: number): void {
    if (2 * (this.#count + 1) > this.#keys.length) this.#grow();
    this.#insert(id, place);
    this.#count++;
  }

  /** Removes an id and closes the gap it leaves, so that no tombstones pile up. */
  delete(id: number): void {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let gap = this.#home(id);
    while (keys[gap] !== id) {
      if (keys[gap] === EMPTY) return;
      gap = (gap + 1) & mask;
    }
    for (let at = (gap + 1) & mask; keys[at] !== EMPTY; at = (at + 1) & mask) {
      const home = this.#home(keys[at]!);
      // An entry may fill the gap unless its home lies cyclically after the gap.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      keys[gap] = keys[at]!;
      this.#places[gap] = this.#places[at]!;
      gap = at;
    }
    keys[gap] = EMPTY;
    this.#count--;
  }

  #home(id: number): number {
    return Math.imul(id | 0, SPREAD) >>> this.#shift;
  }

  #insert(id: number, place: number): void {
    const mask = this.#keys.length - 1;
    let at = this.#home(id);
    while (this.#keys[at] !== EMPTY) at = (at + 1) & mask;
    this.#keys[at] = id;
    this.#places[at] = place;
  }

  #grow(): void {
    const keys = this.#keys;
    const places = this.#places;
    this.#keys = new Float64Array(2 * keys.length);
    this.#places = new Int32Array(2 * keys.length);
    this.#shift--;
    for (let at = 0; at < keys.length; at++) if (keys[at] !== EMPTY) this.#insert(keys[at]!, places[at]!);
  }
}
