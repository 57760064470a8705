import type { InstrumentScale, OrderJson } from '@tenor/sdk';
import type { LiveQuote } from './requote-plan.ts';

const REMEMBERED = 1000;
const LABEL = /^quote:(\d+)$/;
export const labelOf = (level: number): string => `quote:${level}`;

/** Our open orders, from the `orders` channel. */
export class LiveQuotes {
  readonly #orders = new Map<string, OrderJson>();
  /** The last orders that ended: news from before their end may still arrive. */
  readonly #ended = new Set<string>();
  /** Changes with every fill or end of an order. */
  version = 0;

  reset(orders: readonly OrderJson[]): void {
    this.#orders.clear();
    this.version++;
    for (const order of orders) this.observe(order);
  }

  /** Takes one record over unless a newer one is known. */
  observe(order: OrderJson): void {
    const known = this.#orders.get(order.order_id);
    if (this.#ended.has(order.order_id) || (known && known.engine_seq > order.engine_seq)) return;
    if (order.status === 'open') this.#orders.set(order.order_id, order);
    else this.#end(order.order_id);
    if (order.status !== 'open' || (known && known.filled !== order.filled)) this.version++;
  }

  /** The open quotes of one instrument; orders that are no quote of ours are left out. */
  of(scale: InstrumentScale): LiveQuote[] {
    return [...this.#orders.values()].flatMap((order) => {
      const level = LABEL.exec(order.label ?? '')?.[1];
      if (order.instrument !== scale.name || level === undefined) return [];
      return [
        {
          orderId: order.order_id,
          side: order.side,
          level: Number(level),
          ticks: scale.ticks(order.price),
          lots: scale.lots(order.remaining),
        },
      ];
    });
  }

  #end(orderId: string): void {
    this.#orders.delete(orderId);
    this.#ended.add(orderId);
    if (this.#ended.size > REMEMBERED) for (const oldest of this.#ended) return void this.#ended.delete(oldest);
  }

  get count(): number {
    return this.#orders.size;
  }
}
