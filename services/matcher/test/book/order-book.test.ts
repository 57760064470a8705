import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FastBook } from '../../src/book/fast-book.ts';
import { NaiveBook } from '../../src/book/naive-book.ts';
import type { BookSide, OrderBook } from '../../src/book/order-book.ts';

const books: [string, () => OrderBook][] = [
  ['FastBook', () => new FastBook()],
  ['NaiveBook', () => new NaiveBook()],
];

/** All ids of a side in the order in which they would trade. */
function queue(book: OrderBook, side: BookSide): number[] {
  const ids: number[] = [];
  for (let id = book.first(side); id !== 0; id = book.after(id)) ids.push(id);
  return ids;
}

describe.each(books)('%s', (_, create) => {
  it('trades better prices first and earlier orders before later ones', () => {
    const book = create();
    book.add(1, 0, 100, 5);
    book.add(2, 0, 101, 5);
    book.add(3, 0, 100, 5);
    book.add(4, 1, 110, 5);
    book.add(5, 1, 109, 7);
    expect(queue(book, 0)).toEqual([2, 1, 3]);
    expect(queue(book, 1)).toEqual([5, 4]);
    expect(book.levels(0)).toEqual([
      [101, 5],
      [100, 10],
    ]);
    expect(book.bestPrice(1)).toBe(109);
  });

  it('keeps priority only when an amendment shrinks at the same price', () => {
    const book = create();
    book.add(1, 0, 100, 5);
    book.add(2, 0, 100, 5);
    book.amend(1, 100, 4);
    expect(queue(book, 0)).toEqual([1, 2]);
    book.amend(1, 100, 5);
    expect(queue(book, 0)).toEqual([2, 1]);
    book.amend(2, 99, 1);
    expect(queue(book, 0)).toEqual([1, 2]);
    expect(book.lotsAt(0, 100)).toBe(5);
    book.amend(1, 100, 0);
    expect(book.has(1)).toBe(false);
  });

  it('answers for what is not there', () => {
    const book = create();
    expect([book.first(0), book.after(7), book.bestPrice(1), book.lotsAt(0, 1), book.remaining(7)]).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(book.priceOf(7)).toBe(0);
    expect(book.remove(7)).toBe(false);
    expect(() => book.amend(7, 1, 1)).toThrow();
  });

  it.each([
    ['an id twice', 1, 100, 5],
    ['no lots', 2, 100, 0],
    ['a fraction', 2, 100.5, 1],
    ['no price', 2, 0, 1],
    ['an id of 0', 0, 100, 1],
  ])('refuses %s', (_name, id, price, lots) => {
    const book = create();
    book.add(1, 0, 100, 5);
    expect(() => book.add(id, 0, price, lots)).toThrow();
    expect(queue(book, 0)).toEqual([1]);
  });
});

type Step =
  | { do: 'add'; id: number; side: BookSide; price: number; lots: number }
  | { do: 'amend'; id: number; price: number; lots: number }
  | { do: 'remove'; id: number };

// Ids over several powers of two and close together, so that hash chains form and break.
const id = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1, max: 60 }).map((n) => n * 2 ** 33 + 1),
);
const price = fc.integer({ min: 1, max: 25 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      id,
      side: fc.constantFrom(0 as const, 1 as const),
      price,
      lots: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('amend' as const), id, price, lots: fc.integer({ min: 0, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), id }) },
);

function perform(book: OrderBook, action: Step): string {
  try {
    if (action.do === 'add') book.add(action.id, action.side, action.price, action.lots);
    else if (action.do === 'amend') book.amend(action.id, action.price, action.lots);
    else return String(book.remove(action.id));
    return 'done';
  } catch {
    return 'refused';
  }
}

describe('FastBook and its naive twin', () => {
  it('agree after every step of any stream', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const fast = new FastBook();
        const naive = new NaiveBook();
        for (const action of steps) {
          expect(perform(fast, action)).toBe(perform(naive, action));
          expect(fast.size).toBe(naive.size);
          for (const side of [0, 1] as const) {
            const ids = queue(fast, side);
            expect(ids).toEqual(queue(naive, side));
            for (const at of ids) {
              expect([fast.priceOf(at), fast.remaining(at)]).toEqual([naive.priceOf(at), naive.remaining(at)]);
            }
            expect(fast.levels(side)).toEqual(naive.levels(side));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('agree when pools and ladders outgrow their first size', () => {
    const fast = new FastBook();
    const naive = new NaiveBook();
    for (let n = 1; n <= 3000; n++) {
      const side = (n % 2) as BookSide;
      fast.add(n, side, 1 + ((n * 7919) % 1000), 1 + (n % 5));
      naive.add(n, side, 1 + ((n * 7919) % 1000), 1 + (n % 5));
    }
    for (let n = 1; n <= 3000; n += 3) {
      expect(fast.remove(n)).toBe(true);
      naive.remove(n);
    }
    for (const side of [0, 1] as const) expect(fast.levels(side)).toEqual(naive.levels(side));
    expect(fast.levels(0, 5)).toHaveLength(5);
  });
});
