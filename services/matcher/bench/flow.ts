import type { BookSide, OrderBook } from '../src/book/order-book.ts';

/** One step of an order flow as a book sees it. */
export type FlowStep =
  | {
      readonly kind: 'add';
      readonly id: number;
      readonly side: BookSide;
      readonly price: number;
      readonly lots: number;
    }
  /** An order shrinks by some lots: a partial cancel or a trade. */
  | { readonly kind: 'shrink'; readonly id: number; readonly lots: number }
  | { readonly kind: 'move'; readonly id: number; readonly price: number; readonly lots: number }
  | { readonly kind: 'remove'; readonly id: number }
  /** An incoming order takes up to some lots from a side. */
  | { readonly kind: 'take'; readonly side: BookSide; readonly lots: number };

/** Performs one step and looks at both best prices, as matching does. Steps on orders that are gone are passed over. */
export function perform(book: OrderBook, step: FlowStep): number {
  switch (step.kind) {
    case 'add':
      if (!book.has(step.id)) book.add(step.id, step.side, step.price, step.lots);
      break;
    case 'shrink': {
      const remaining = book.remaining(step.id);
      if (remaining <= step.lots) book.remove(step.id);
      else shrink(book, step.id, remaining - step.lots);
      break;
    }
    case 'move':
      if (book.has(step.id)) book.amend(step.id, step.price, step.lots);
      break;
    case 'remove':
      book.remove(step.id);
      break;
    case 'take':
      take(book, step.side, step.lots);
  }
  return book.bestPrice(0) + book.bestPrice(1);
}

function shrink(book: OrderBook, id: number, lots: number): void {
  book.amend(id, book.priceOf(id), lots);
}

function take(book: OrderBook, side: BookSide, wanted: number): void {
  let missing = wanted;
  while (missing > 0) {
    const id = book.first(side);
    if (id === 0) return;
    const remaining = book.remaining(id);
    if (remaining <= missing) book.remove(id);
    else shrink(book, id, remaining - missing);
    missing -= remaining;
  }
}
