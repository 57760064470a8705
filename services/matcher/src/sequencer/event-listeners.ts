import type { Logger } from 'pino';
import type { ExchangeEvent } from './events.ts';

export type EventListener = (events: readonly ExchangeEvent[]) => void;

/** Who follows the exchange. One listener's failure is logged and reaches neither the others nor the exchange. */
export class EventListeners {
  readonly #log: Logger;
  readonly #listeners = new Set<EventListener>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Returns how to stop listening. */
  add(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  publish(events: readonly ExchangeEvent[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(events);
      } catch (error) {
        this.#log.error({ err: error, engineSeq: events[0]?.engineSeq }, 'an event listener failed');
      }
    }
  }
}
