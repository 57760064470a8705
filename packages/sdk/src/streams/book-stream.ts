import type { BookMessage, Envelope } from '../api-channels.ts';
import type { InstrumentScale } from '../instrument-scale.ts';
import { OrderBook } from './order-book.ts';
import type { ChannelHandler, GapReason, Subscriptions } from './subscriptions.ts';

export interface BookListener {
  /** The book is right as of this message. */
  update(book: OrderBook): void;
  /** The book is out of date until the next update. */
  stale?(reason: GapReason): void;
  /** The instrument has expired: there will be no update. */
  ended?(error: Error): void;
}

/** Keeps an order book in step with `book.{instrument}.{speed}`. Resolves with a function that leaves the channel. */
export function followBook(
  subscriptions: Subscriptions,
  scale: InstrumentScale,
  listener: BookListener,
  speed: 'raw' | '100ms' = '100ms',
): Promise<() => void> {
  const book = new OrderBook(scale);
  const handler: ChannelHandler = {
    message: (data: Envelope) => {
      book.apply(data as BookMessage);
      listener.update(book);
    },
    checksum: (data: Envelope) => (data as BookMessage).checksum === book.checksum(),
    gap: (reason) => listener.stale?.(reason),
    ended: (error) => listener.ended?.(error),
  };
  return subscriptions.subscribe(`book.${scale.name}.${speed}`, handler);
}
