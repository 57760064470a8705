import { SLOTS, TenorError } from '@tenor/protocol';

/**
 * Which of the account's 768 instruction slots are free, kept by the client alone. A slot is free again as soon as its order
 * is done: the next instruction has a higher generation. Recently used slots come first, so that few slots of the account's
 * tree are ever touched.
 */
export class SlotAllocator {
  readonly #busy = new Set<number>();
  readonly #free: number[];

  /** @param offset first slot to use; clients that share an account choose different ones */
  constructor(offset = 0) {
    this.#free = Array.from({ length: SLOTS }, (_, i) => (offset + SLOTS - 1 - i) % SLOTS);
  }

  get busy(): number {
    return this.#busy.size;
  }

  /** A free slot, now busy. Throws TOO_MANY_ORDERS when all are. */
  take(): number {
    for (let slot = this.#free.pop(); slot !== undefined; slot = this.#free.pop()) {
      if (this.#busy.has(slot)) continue;
      this.#busy.add(slot);
      return slot;
    }
    throw new TenorError('TOO_MANY_ORDERS', { param: 'slot' });
  }

  /** Marks a slot as used by somebody: an order found open after a reconnect. */
  occupy(slot: number): void {
    this.#busy.add(slot);
  }

  /** Makes a slot free. Doing it twice changes nothing. */
  release(slot: number): void {
    if (this.#busy.delete(slot)) this.#free.push(slot);
  }

  isBusy(slot: number): boolean {
    return this.#busy.has(slot);
  }

  /** Replaces what is known by what the exchange says is open. */
  reset(openSlots: Iterable<number>): void {
    const open = new Set(openSlots);
    for (const slot of [...this.#busy]) if (!open.has(slot)) this.release(slot);
    for (const slot of open) this.occupy(slot);
  }
}
