import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, future, put } from '../../../../test/scenario/dated.ts';
import { perpetual } from '../../../../test/scenario/world.ts';
import {
  holding,
  INSTRUMENT_KIND,
  lotMargin,
  type MarketTerms,
  markBounds,
  marketFigures,
  marksWithinStep,
  payoff,
  portfolioMargin,
  priceBand,
  STANDARD_MODE,
} from '../../src/index.ts';

const price = fc.bigInt({ min: 1n, max: 10n ** 10n });
const lots = fc.bigInt({ min: -(10n ** 7n), max: 10n ** 7n });
const rate = fc.bigInt({ min: 0n, max: (1n << 20n) - 1n });
const rates = fc.record({ imRate: rate, slopeRate: rate, bandRate: rate, floorRate: rate });
const TERMS: readonly ((strike: bigint) => MarketTerms)[] = [
  () => perpetual(1),
  () => future(3, 1, 500_000),
  (strike) => call(4, 1, strike, 500_000),
  (strike) => put(5, 1, strike, 500_000),
];
/** Terms of every kind, with rates of every size. */
const terms = fc
  .tuple(fc.constantFrom(...TERMS), price, rates)
  .map(([make, strike, more]): MarketTerms => ({ ...make(strike), ...more }));

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const named = ({ kind }: MarketTerms): string =>
  Object.entries(INSTRUMENT_KIND).find(([, number]) => number === kind)![0];

/** Initial and maintenance margin of a position as the rules say them, in 2^-21 µUSD. */
function marginsAsWritten(t: MarketTerms, mark: bigint, index: bigint, size: bigint): { im: bigint; mm: bigint } {
  const n = larger(size, -size);
  if (named(t) === 'perpetual' || named(t) === 'future') {
    const curve = mark * mark * t.slopeRate;
    const slope = curve / 2n ** 36n + (curve % 2n ** 36n === 0n ? 0n : 1n);
    const im = n * mark * t.imRate + n * n * slope;
    return { im: 2n * im, mm: im };
  }
  if (size >= 0n) return { im: n * mark * 2n ** 21n, mm: n * mark * 2n ** 21n };
  const out = larger(named(t) === 'call' ? t.strike - index : index - t.strike, 0n);
  const im = larger(t.imRate * index - out * 2n ** 20n, t.floorRate * index) + mark * 2n ** 20n;
  return { im: 2n * n * im, mm: n * (t.imRate * index + mark * 2n ** 21n) };
}

describe('margin figures', () => {
  it('are those of the rule as it is written, of every kind and side', () => {
    fc.assert(
      fc.property(terms, price, price, lots, (t, mark, index, size) => {
        const figures = marketFigures(t, mark, index);
        const { value, margin, maintenance } = holding(size, figures);
        const { im, mm } = marginsAsWritten(t, mark, index, size);
        expect(value).toBe(size * mark);
        expect(2n * margin).toBe(im);
        expect(maintenance).toBe(mm);
      }),
      { numRuns: 3000 },
    );
  });

  it('of a portfolio are the sums of its positions', () => {
    const position = fc.tuple(terms, price, lots);
    fc.assert(
      fc.property(fc.array(position, { maxLength: 6 }), price, (held, index) => {
        const figures = held.map(([t, mark]) => ({ ...marketFigures(t, mark, index), underlying: 1, values: [] }));
        const positions = held.map(([, , size], k) => ({ instrument: k + 1, size, snapshot: 0n }));
        const risk = portfolioMargin(positions, (instrument) => figures[instrument - 1]!, STANDARD_MODE);
        const parts = held.map(([t, mark, size]) => ({
          value: size * mark,
          ...marginsAsWritten(t, mark, index, size),
        }));
        const sum = (of: (part: (typeof parts)[number]) => bigint): bigint =>
          parts.reduce((a, part) => a + of(part), 0n);
        expect(risk.value).toBe(sum(({ value }) => value));
        expect(2n * risk.margin).toBe(sum(({ im }) => im) << 4n);
        expect(risk.maintenance).toBe(sum(({ mm }) => mm) << 4n);
      }),
    );
  });

  it('ask of a long option nothing but what it is worth, so that it can be held and never be liquidated', () => {
    fc.assert(
      fc.property(terms, price, price, lots, (t, mark, index, size) => {
        fc.pre(size > 0n && (named(t) === 'call' || named(t) === 'put'));
        const { value, margin, maintenance } = holding(size, marketFigures(t, mark, index));
        expect(margin).toBe(value << 20n);
        expect(maintenance).toBe(value << 21n);
      }),
    );
  });

  it('ask of a short option at least its floor, and at the money its whole rate, above its mark', () => {
    fc.assert(
      fc.property(fc.constantFrom(call, put), price, price, price, (make, index, strike, mark) => {
        const t = make(3, 1, strike, 500_000);
        const { im, mm } = marketFigures(t, mark, index);
        expect(im - (mark << 20n)).toBeGreaterThanOrEqual(t.floorRate * index);
        expect(im - (mark << 20n)).toBeLessThanOrEqual(t.imRate * index);
        expect(2n * im).toBeGreaterThanOrEqual(mm);
        const atTheMoney = marketFigures(make(3, 1, index, 500_000), mark, index);
        expect(atTheMoney.im - (mark << 20n)).toBe(t.imRate * index);
      }),
    );
  });

  it('count lots that are closed with the margin of their side', () => {
    fc.assert(
      fc.property(terms, price, price, lots, (t, mark, index, size) => {
        const figures = marketFigures({ ...t, slopeRate: 0n }, mark, index);
        expect(holding(size, figures).margin).toBe(larger(size, -size) * lotMargin(size, figures));
      }),
    );
  });
});

describe('what one lot pays at expiry', () => {
  it('is the price of a future, and of an option what it is in the money', () => {
    expect(payoff(future(3, 1, 500_000), 7n)).toBe(7n);
    expect([6n, 7n, 8n].map((settled) => payoff(call(3, 1, 7n, 500_000), settled))).toEqual([0n, 0n, 1n]);
    expect([6n, 7n, 8n].map((settled) => payoff(put(3, 1, 7n, 500_000), settled))).toEqual([1n, 0n, 0n]);
  });
  it('keeps put-call parity and is never negative', () => {
    fc.assert(
      fc.property(price, price, (strike, settled) => {
        const [c, p] = [payoff(call(3, 1, strike, 1), settled), payoff(put(4, 1, strike, 1), settled)];
        expect(c - p).toBe(settled - strike);
        expect(c >= 0n && p >= 0n && (c === 0n || p === 0n)).toBe(true);
      }),
    );
  });
});

describe('bounds of a mark', () => {
  /** Whether a mark is allowed, in rationals: (what it exceeds its bound by) × 2^(20 + shift) ≤ imRate × index. */
  function allowedAsWritten(t: MarketTerms, mark: bigint, index: bigint): boolean {
    const shift = named(t) === 'perpetual' ? 23n : 21n;
    const within = (excess: bigint): boolean => excess << shift <= t.imRate * index;
    const inTheMoney = { perpetual: index, future: index, call: index - t.strike, put: t.strike - index }[named(t)]!;
    const most = named(t) === 'put' ? t.strike : index;
    return within(larger(inTheMoney, 0n) - mark) && within(mark - most);
  }
  it('are those of the rule as it is written', () => {
    fc.assert(
      fc.property(terms, price, price, (t, mark, index) => {
        const { low, high } = markBounds(t, index);
        expect(mark >= low && mark <= high).toBe(allowedAsWritten(t, mark, index));
      }),
      { numRuns: 2000 },
    );
  });
  it('are exact at their edges', () => {
    fc.assert(
      fc.property(terms, price, (t, index) => {
        const { low, high } = markBounds(t, index);
        expect(allowedAsWritten(t, high, index)).toBe(true);
        expect(allowedAsWritten(t, high + 1n, index)).toBe(false);
        expect(allowedAsWritten(t, low, index)).toBe(true);
        if (low > 0n) expect(allowedAsWritten(t, low - 1n, index)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the price band', () => {
  it('is a part of the mark, of an option a part of the index, rounded inwards and never negative', () => {
    fc.assert(
      fc.property(terms, price, price, (t, mark, index) => {
        const { low, high, width } = priceBand(t, mark, index);
        const around = named(t) === 'call' || named(t) === 'put' ? index : mark;
        expect(width << 20n).toBeLessThanOrEqual(around * t.bandRate);
        expect((width + 1n) << 20n).toBeGreaterThan(around * t.bandRate);
        expect(high).toBe(mark + width);
        expect(low).toBe(larger(mark - width, 0n));
      }),
    );
  });
});

describe('two marks of one batch', () => {
  it('lie no farther apart than initial less maintenance margin of a short lot', () => {
    fc.assert(
      fc.property(terms, price, price, fc.bigInt({ min: -2n, max: 2n }), (t, last, index, off) => {
        const figures = marketFigures(t, last, index);
        const room = (2n * figures.im - figures.mm) >> 21n;
        const mark = last + (off < 0n ? -room + off + 1n : room + off);
        const distance = larger(mark - last, last - mark);
        expect(marksWithinStep(mark, figures)).toBe(distance * 2n ** 21n <= 2n * figures.im - figures.mm);
      }),
    );
  });
});
