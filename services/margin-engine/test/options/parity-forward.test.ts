import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { black76Price, type OptionQuote, parityForward } from '../../src/index.ts';

const STRIKES = [70, 80, 85, 90, 95, 100, 105, 110, 115, 120, 130];
const years = 0.25;

/** Both options of each strike around Black's price at one volatility. */
function chain(forward: number, discountFactor: number, half: number): OptionQuote[] {
  return STRIKES.flatMap((strike) =>
    (['call', 'put'] as const).map((kind): OptionQuote => {
      const price = black76Price({ kind, forward, strike, years, discountFactor }, 0.6);
      return { kind, strike, bid: price - half, ask: price + half };
    }),
  );
}

const expiry = { expiry: 0, years, referencePrice: 100 };

describe('the forward by parity', () => {
  test('is the forward of the prices, whatever the reference and the discount', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 90, max: 110, noNaN: true }),
        fc.double({ min: 0.9, max: 1, noNaN: true }),
        (forward, discountFactor) => {
          const found = parityForward({ ...expiry, discountFactor, quotes: chain(forward, discountFactor, 0.05) });
          expect(found.source).toBe('parity');
          expect(found.strikes).toBe(9);
          expect(found.price).toBeCloseTo(forward, 9);
        },
      ),
    );
  });

  test('is not moved by wrong quotes of three strikes out of nine', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
        fc.double({ min: -15, max: 15, noNaN: true }),
        (wrong, shift) => {
          const quotes = chain(103, 1, 0.05).map((quote) =>
            quote.kind === 'call' && wrong.includes(STRIKES.indexOf(quote.strike))
              ? { ...quote, bid: quote.bid! + shift + 15, ask: quote.ask! + shift + 15 }
              : quote,
          );
          expect(parityForward({ ...expiry, quotes }).price).toBeCloseTo(103, 9);
        },
      ),
    );
  });

  test('trusts narrow quotes more', () => {
    const quotes = chain(103, 1, 0.02).map((quote) =>
      quote.strike >= 100 ? { ...quote, bid: quote.bid! - 0.02, ask: quote.ask! + 0.5 } : quote,
    );
    expect(Math.abs(parityForward({ ...expiry, quotes }).price - 103)).toBeLessThan(0.01);
  });

  test('falls back to the reference price', () => {
    const reference = { price: 100, source: 'reference', strikes: 0 };
    expect(parityForward({ ...expiry, quotes: [] })).toEqual(reference);
    const onlyCalls = chain(103, 1, 0.05).filter(({ kind }) => kind === 'call');
    expect(parityForward({ ...expiry, quotes: onlyCalls })).toEqual(reference);
    const oneSided = chain(103, 1, 0.05).map((quote) => ({ ...quote, bid: null }));
    expect(parityForward({ ...expiry, quotes: oneSided })).toEqual(reference);
    const crossed = chain(103, 1, -0.05);
    expect(parityForward({ ...expiry, quotes: crossed })).toEqual(reference);
    expect(parityForward({ ...expiry, quotes: chain(103, 1, 3) }), 'too wide to tell').toEqual(reference);
    expect(parityForward({ ...expiry, quotes: chain(160, 1, 0.05) }), 'too far to be believed').toEqual(reference);
  });
});
