import type { OrderJson } from '../api-account-types.ts';
import type { GenerationClock } from '../signing/generation-clock.ts';
import { SlotAllocator } from '../signing/slot-allocator.ts';

/** A slot and the generation it is used with. */
export interface HeldSlot {
  readonly slot: number;
  readonly generation: bigint;
}

/**
 * Which order holds which slot, from replies and from the `orders` channel in whatever order they arrive. A slot is freed by
 * the end of the order that holds it and by nothing else: the end of an earlier one does not count.
 */
export class SlotLedger {
  readonly #clock: GenerationClock;
  readonly #allocator: SlotAllocator;
  /** Generation of the holder of each busy slot. */
  readonly #holders = new Map<number, bigint>();
  readonly #inFlight = new Set<number>();

  constructor(clock: GenerationClock, offset = 0) {
    this.#clock = clock;
    this.#allocator = new SlotAllocator(offset);
  }

  get busy(): number {
    return this.#allocator.busy;
  }

  /** A slot and generation for a new instruction. Throws TOO_MANY_ORDERS. */
  take(): HeldSlot {
    const held = { slot: this.#allocator.take(), generation: this.#clock.next() };
    this.#holders.set(held.slot, held.generation);
    this.#inFlight.add(held.slot);
    return held;
  }

  /** The instruction has been answered: its slot stays busy only if it is an open order. */
  answered(held: HeldSlot, isOpen: boolean): void {
    this.#inFlight.delete(held.slot);
    if (!isOpen) this.#free(held.slot, held.generation);
  }

  /** The slot was found to be used by an order of somebody else; another one must be taken. */
  foundInUse(held: HeldSlot): void {
    this.#inFlight.delete(held.slot);
    this.#holders.delete(held.slot);
  }

  /** News of one order. */
  observe(order: OrderJson): void {
    const generation = BigInt(order.generation);
    this.#clock.raiseAbove(generation);
    if (order.status !== 'open') this.#free(order.slot, generation);
    // News of an open order adds nothing: it may be older than the end of it that a reply has told already.
  }

  /** All open orders of the account: everything else is free, except what is in flight. */
  reset(openOrders: readonly OrderJson[]): void {
    const open = openOrders.filter((order) => order.status === 'open');
    for (const slot of [...this.#holders.keys()]) if (!this.#inFlight.has(slot)) this.#holders.delete(slot);
    for (const order of open) {
      this.#clock.raiseAbove(BigInt(order.generation));
      if (!this.#inFlight.has(order.slot)) this.#holders.set(order.slot, BigInt(order.generation));
    }
    this.#allocator.reset(this.#holders.keys());
  }

  #free(slot: number, generation: bigint): void {
    if (this.#holders.get(slot) !== generation) return;
    this.#holders.delete(slot);
    this.#inFlight.delete(slot);
    this.#allocator.release(slot);
  }
}
