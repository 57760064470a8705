import { type MarketTerms, markBounds, type OracleRound } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BookDepth,
  type Books,
  black76Price,
  fitSurface,
  type ListedMarket,
  MarkModel,
  optionAnalytics,
  scenarioPrices,
  VolatilitySmiles,
  varianceYears,
} from '../../src/index.ts';
import { future, option, perpetual } from '../support/terms.ts';

const HOUR = 480_008;
const NOW = HOUR * 3600 - 30 * 86_400;
const INDEX = [9_400_000n, 3_300_000n];
const STRIKES = [8_500_000n, 9_400_000n, 10_500_000n];
const listed: ListedMarket[] = [
  { name: 'BTC-PERP', row: 0, terms: perpetual(1, 1) },
  { name: 'ETH-PERP', row: 1, terms: perpetual(2, 2) },
  { name: 'BTC-F', row: 2, terms: future(3, HOUR) },
  ...STRIKES.flatMap((strike, i): ListedMarket[] => [
    { name: `C${i}`, row: 3 + 2 * i, terms: option(4 + 2 * i, 'call', strike, HOUR) },
    { name: `P${i}`, row: 4 + 2 * i, terms: option(5 + 2 * i, 'put', strike, HOUR) },
  ]),
];
const unseen = () => ({ sum: 0n, seconds: 0 });
const tickAt = (time: number, index: readonly bigint[] = INDEX) => ({ time, index, progress: unseen });
const deep = (bid: bigint, ask: bigint): BookDepth => ({
  bids: [{ price: bid, size: 1_000_000n }],
  asks: [{ price: ask, size: 1_000_000n }],
});
const model = (): MarkModel => {
  const made = new MarkModel(new VolatilitySmiles(async (expiries) => fitSurface(expiries)));
  made.follow(listed, null);
  return made;
};

/** Books of all options at Black's price for a forward and a volatility, and of the future. */
function quoted(forward: bigint, volatility: number, time: number): Map<number, BookDepth> {
  const years = varianceYears(HOUR * 3600, time);
  const books = new Map([[3, deep(forward - 100n, forward + 100n)]]);
  for (const { terms } of listed.filter(({ terms: { strike } }) => strike > 0n)) {
    const kind = terms.kind === 3 ? 'call' : 'put';
    const of = { kind, forward: Number(forward), strike: Number(terms.strike), years } as const;
    const price = BigInt(Math.round(black76Price(of, volatility)));
    books.set(terms.instrument, deep(price - price / 50n, price + price / 50n));
  }
  return books;
}

describe('marks of what is listed', () => {
  test('without books: the index, and options at the default volatility', () => {
    const marks = model().next(tickAt(NOW)).marks;
    expect([0, 1, 2].map((row) => marks.get(row))).toEqual([INDEX[0], INDEX[1], INDEX[0]]);
    const years = varianceYears(HOUR * 3600, NOW);
    const terms = { kind: 'call', forward: 9_400_000, strike: 9_400_000, years } as const;
    expect(Math.abs(Number(marks.get(5)) - black76Price(terms, 0.55))).toBeLessThan(2);
  });

  test('the first quotes of an expiry count at once, later ones a hundred-and-fiftieth a tick', async () => {
    const made = model();
    await made.observeDated(quoted(9_400_000n, 0.9, NOW), NOW, INDEX);
    const years = varianceYears(HOUR * 3600, NOW);
    const at = (volatility: number): number =>
      black76Price({ kind: 'call', forward: 9_400_000, strike: 9_400_000, years }, volatility);
    const first = Number(made.next(tickAt(NOW)).marks.get(5));
    // Three strikes tell a level: within a twentieth.
    expect(first / at(0.9)).toBeGreaterThan(0.94);
    expect(first / at(0.9)).toBeLessThan(1.06);
    await made.observeDated(quoted(9_400_000n, 1.8, NOW), NOW, INDEX);
    const second = Number(made.next(tickAt(NOW)).marks.get(5));
    expect(second).toBeGreaterThan(first);
    expect(second - first).toBeLessThan((at(1.8) - at(0.9)) / 75);
    let last = second;
    for (let i = 0; i < 1000; i++) last = Number(made.next(tickAt(NOW)).marks.get(5));
    expect(last / at(1.8)).toBeGreaterThan(0.94);
  });

  test('a future follows a lasting basis of its book slowly, up to its bound, and options follow the same forward', async () => {
    const made = model();
    const books = quoted(9_500_000n, 0.55, NOW);
    await made.observeDated(books, NOW, INDEX);
    const first = made.next(tickAt(NOW)).marks.get(2)!;
    expect(first).toBeGreaterThan(INDEX[0]!);
    expect(first).toBeLessThan(INDEX[0]! + 1_000n);
    let marks = made.next(tickAt(NOW)).marks;
    for (let i = 0; i < 2000; i++) marks = made.next(tickAt(NOW)).marks;
    expect(Number(marks.get(2))).toBeCloseTo(9_500_000, -2);
    // Parity at every strike.
    STRIKES.forEach((strike, i) => {
      expect(marks.get(3 + 2 * i)! - marks.get(4 + 2 * i)!).toBe(marks.get(2)! - strike);
    });
    await made.observeDated(new Map([[3, deep(12_000_000n, 12_000_100n)]]), NOW, INDEX);
    for (let i = 0; i < 2000; i++) marks = made.next(tickAt(NOW)).marks;
    expect(marks.get(2)).toBe(markBounds(listed[2]!.terms, INDEX[0]!).high);
    // When the book is gone the basis fades, it does not leap.
    await made.observeDated(new Map(), NOW + 10, INDEX);
    const [before, after] = [marks.get(2)!, made.next(tickAt(NOW)).marks.get(2)!];
    expect(before - after).toBeLessThan((before - INDEX[0]!) / 50n);
    for (let i = 0; i < 3000; i++) marks = made.next(tickAt(NOW)).marks;
    expect(Number(marks.get(2)! - INDEX[0]!)).toBeLessThan(500);
  });

  test('without a book of the future, parity of the options tells the basis', async () => {
    const made = model();
    const books = quoted(9_500_000n, 0.55, NOW);
    books.delete(3);
    made.next(tickAt(NOW));
    for (let i = 0; i < 300; i++) {
      await made.observeDated(books, NOW, INDEX);
      for (let j = 0; j < 5; j++) made.next(tickAt(NOW));
    }
    expect(Number(made.next(tickAt(NOW)).marks.get(2))).toBeCloseTo(9_500_000, -3);
  });

  test('a restart goes on at the basis of the last round', () => {
    const marks = [0n, 0n, 9_450_000n];
    const last = { marks, index: [9_420_000n, 1n] } as unknown as OracleRound;
    const made = new MarkModel(new VolatilitySmiles(async (expiries) => fitSurface(expiries)));
    made.follow(listed, last);
    const mark = made.next(tickAt(NOW)).marks.get(2)!;
    expect(mark).toBeGreaterThan(INDEX[0]! + 29_000n);
    expect(mark).toBeLessThanOrEqual(INDEX[0]! + 30_000n);
  });

  test('at its expiry every mark is what the instrument pays', () => {
    const made = model();
    const end = HOUR * 3600;
    const progress = (underlying: number, hour: number) => {
      expect([underlying, hour]).toEqual([1, HOUR]);
      return { fixed: 9_444_444n };
    };
    const marks = made.next({ time: end, index: INDEX, progress }).marks;
    expect(marks.get(2)).toBe(9_444_444n);
    expect(listed.slice(3).map(({ row }) => marks.get(row))).toEqual([944_444n, 1n, 44_444n, 1n, 1n, 1_055_556n]);
  });

  test('every option is revalued in the scenarios at the forward and the volatility of its mark', async () => {
    const made = model();
    await made.observeDated(quoted(9_400_000n, 0.9, NOW), NOW, INDEX);
    for (let i = 0; i < 5; i++) {
      const { marks, scenarioPrices: tables } = made.next(tickAt(NOW + i));
      const options = listed.filter(({ terms }) => terms.strike > 0n);
      expect([...tables.keys()]).toEqual(options.map(({ row }) => row));
      for (const { row, terms } of options) {
        const { volatility, terms: priced } = made.pricing(terms.instrument)!;
        const series = { forward: marks.get(2)!, strikes: [terms.strike], years: priced.years };
        const { calls, puts } = scenarioPrices(series, () => volatility);
        expect(tables.get(row)).toEqual(priced.kind === 'call' ? calls[0] : puts[0]);
      }
    }
  });

  test('markets come and go', () => {
    const made = model();
    made.follow(listed.slice(0, 3), null);
    expect([...made.next(tickAt(NOW)).marks.keys()]).toEqual([0, 1, 2]);
    expect(made.pricing(4)).toBeNull();
    const later = { name: 'ETH-C', row: 3, terms: option(9, 'call', 3_300_000n, HOUR + 24, 2) };
    made.follow([...listed.slice(0, 2), later], null);
    expect([...made.next(tickAt(NOW)).marks.keys()]).toEqual([0, 1, 3]);
    expect(made.pricing(9)).toMatchObject({ terms: { kind: 'call', strike: 3_300_000 }, volatility: 0.7 });
  });

  test('whatever the books say, marks lie in their bounds and options are convex and monotone in strike', async () => {
    const side = fc.array(
      fc.record({ price: fc.bigInt({ min: 1n, max: 20_000_000n }), size: fc.bigInt({ min: 1n, max: 10_000_000n }) }),
      { maxLength: 3 },
    );
    const book = fc.option(fc.record({ bids: side, asks: side }));
    // Or a market of fair options, each off by a factor of its own.
    const factor = fc.option(fc.integer({ min: 30, max: 300 }), { freq: 10 });
    const look = fc.record({
      books: fc.array(book, { minLength: listed.length, maxLength: listed.length }),
      factors: fc.option(fc.array(factor, { minLength: listed.length, maxLength: listed.length }), { freq: 2 }),
      btc: fc.bigInt({ min: 2_000_000n, max: 30_000_000n }),
      seconds: fc.integer({ min: 1, max: 40 * 86_400 }),
      ticks: fc.integer({ min: 1, max: 40 }),
    });
    let quotedSmiles = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(look, { minLength: 1, maxLength: 6 }), async (looks) => {
        const smiles = new VolatilitySmiles(async (expiries) => fitSurface(expiries));
        const made = new MarkModel(smiles);
        made.follow(listed, null);
        let time = NOW;
        for (const { books: drawn, factors, btc, seconds, ticks } of looks) {
          const index = [btc, INDEX[1]!];
          const fair = quoted(btc, 0.8, Math.min(time, HOUR * 3600 - 3600));
          const priced = ({ instrument }: MarketTerms, i: number): BookDepth | null => {
            const price = fair.get(instrument)?.bids[0]?.price;
            const share = factors?.[i];
            if (!price || !share) return null;
            return deep((price * BigInt(share)) / 101n + 1n, (price * BigInt(share)) / 99n + 2n);
          };
          const books: Books = new Map(
            listed.map(({ terms }, i) => [terms.instrument, factors ? priced(terms, i) : (drawn[i] ?? null)]),
          );
          made.next(tickAt(time, index));
          await made.observeDated(books, time, index);
          made.observePerpetuals(books);
          if (smiles.of(1, HOUR * 3600, time).quoted) quotedSmiles++;
          time += seconds;
          for (let i = 0; i < ticks; i++) {
            const marks = made.next(tickAt(time, index)).marks;
            for (const { row, terms } of listed) {
              const { low, high } = markBounds(terms, index[terms.underlying - 1]!);
              const mark = marks.get(row)!;
              expect(mark >= 1n && mark >= low && mark <= high).toBe(true);
            }
            const [c0, p0, c1, p1, c2, p2] = [3, 4, 5, 6, 7, 8].map((row) => marks.get(row)!);
            expect(c0! >= c1! && c1! >= c2! && p0! <= p1! && p1! <= p2!).toBe(true);
            const [low, high] = [STRIKES[1]! - STRIKES[0]!, STRIKES[2]! - STRIKES[1]!];
            expect((c0! - c1!) * high >= (c1! - c2!) * low).toBe(true);
            expect((p1! - p0!) * high <= (p2! - p1!) * low).toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(quotedSmiles).toBeGreaterThan(20);
  });
});

test('greeks are USD per unit: of a lot of 0.0001 BTC', () => {
  const terms = { kind: 'call', forward: 9_400_000, strike: 9_400_000, years: 30 / 365 } as const;
  const { iv, delta, gamma, vega, theta, forward } = optionAnalytics({ terms, volatility: 0.55 }, 10_000n);
  expect([iv, forward]).toEqual([55.00000000000001, 94_000]);
  const price = (f: number, volatility: number, years: number): number =>
    black76Price({ kind: 'call', forward: f, strike: 94_000, years }, volatility);
  const { years } = terms;
  expect(delta).toBeCloseTo((price(94_010, 0.55, years) - price(93_990, 0.55, years)) / 20, 6);
  const second = price(94_100, 0.55, years) - 2 * price(94_000, 0.55, years) + price(93_900, 0.55, years);
  expect(gamma).toBeCloseTo(second / 10_000, 9);
  expect(vega).toBeCloseTo(price(94_000, 0.555, years) - price(94_000, 0.545, years), 3);
  expect(theta).toBeCloseTo(price(94_000, 0.55, years - 0.5 / 365) - price(94_000, 0.55, years + 0.5 / 365), 1);
});
