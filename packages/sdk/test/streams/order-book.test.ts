import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookChecksum as servedChecksum } from '../../../../services/matcher/src/gateway/book-checksum.ts';
import { type BookMessage, crc32, type LevelJson, OrderBook } from '../../src/index.ts';
import { btcScale } from '../support/instrument.ts';

const scale = btcScale();
const message = (type: BookMessage['type'], bids: LevelJson[], asks: LevelJson[], seq = 1): BookMessage => ({
  type,
  seq,
  prev_seq: type === 'snapshot' ? null : seq - 1,
  engine_seq: seq,
  time: 0,
  bids,
  asks,
});

describe('OrderBook', () => {
  test('CRC-32 is the IEEE one', () => expect(crc32('123456789')).toBe(0xcbf43926));

  test('keeps levels best first, absolute sizes, zero removes, a snapshot forgets', () => {
    const book = new OrderBook(scale);
    book.apply(
      message(
        'snapshot',
        [
          ['100', '1'],
          ['101', '2'],
        ],
        [
          ['103', '1'],
          ['102.5', '3'],
        ],
      ),
    );
    book.apply(
      message(
        'change',
        [
          ['100', '0'],
          ['101', '0.5'],
        ],
        [['102', '4']],
        2,
      ),
    );
    expect(book.bids.map(({ ticks, lots }) => [ticks, lots])).toEqual([[1010, 5000]]);
    expect(book.asks.map(({ ticks }) => ticks)).toEqual([1020, 1025, 1030]);
    book.apply(message('resync', [], [['105', '1']], 9));
    expect([book.bids.length, book.asks.length, book.seq]).toEqual([0, 1, 9]);
  });

  test('agrees with a map of levels after any changes, and with the checksum of the exchange', () => {
    const change = fc.record({
      side: fc.constantFrom('bid' as const, 'ask' as const),
      ticks: fc.integer({ min: 1000, max: 1030 }),
      lots: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { maxLength: 30 }), (messages) => {
        const model = { bid: new Map<number, number>(), ask: new Map<number, number>() };
        const levelText = (ticks: number, lots: number): LevelJson => [
          scale.priceText(BigInt(ticks)),
          scale.sizeText(BigInt(lots)),
        ];
        const expected = (side: 'bid' | 'ask') =>
          [...model[side]]
            .filter(([, lots]) => lots > 0)
            .sort(([a], [b]) => (side === 'bid' ? b - a : a - b))
            .map(([ticks, lots]) => levelText(ticks, lots));
        const book = new OrderBook(scale);
        book.apply(message('snapshot', [], []));
        messages.forEach((changes, i) => {
          for (const { side, ticks, lots } of changes) model[side].set(ticks, lots);
          const of = (wanted: 'bid' | 'ask') => changes.filter(({ side }) => side === wanted);
          const texts = (side: 'bid' | 'ask') => of(side).map(({ ticks, lots }) => levelText(ticks, lots));
          book.apply(message('change', texts('bid'), texts('ask'), i + 2));
          expect(book.bids.map(({ text }) => text)).toEqual(expected('bid'));
          expect(book.asks.map(({ text }) => text)).toEqual(expected('ask'));
          expect(book.checksum()).toBe(servedChecksum(expected('bid'), expected('ask')));
        });
      }),
    );
  });
});
