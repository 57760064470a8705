import fc from 'fast-check';
import { black76Price, type ExpiryQuotes, type OptionQuote, type RawSvi, totalVariance } from '../../src/index.ts';

/** Quotes of both options at each strike, `half` of the forward to either side of Black's price at the variance of its log-moneyness. */
export function quotesOf(
  { forward, years }: { readonly forward: number; readonly years: number },
  strikes: readonly number[],
  variance: (k: number) => number,
  half: number,
): OptionQuote[] {
  return strikes.flatMap((strike) => {
    const volatility = Math.sqrt(Math.max(variance(Math.log(strike / forward)), 0) / years);
    return (['call', 'put'] as const).map((kind): OptionQuote => {
      const price = black76Price({ kind, forward, strike, years }, volatility);
      const bid = price - half * forward;
      return { kind, strike, bid: bid > 0 ? bid : null, ask: price + half * forward };
    });
  });
}

/** Chains of a sound surface: one smile in units of √T, at forwards that differ. */
export function soundChain(expiries: readonly number[], smile: RawSvi, half: number): ExpiryQuotes[] {
  return expiries.map((years, i) => {
    const forward = 100 + i;
    const reach = 2 * Math.sqrt(years);
    const strikes = Array.from({ length: 17 }, (_, j) => forward * Math.exp((reach * (j - 8)) / 8));
    const variance = (k: number): number => years * totalVariance(smile, k / Math.sqrt(years));
    return { expiry: i, years, referencePrice: forward, quotes: quotesOf({ forward, years }, strikes, variance, half) };
  });
}

/** Chains whose quotes obey nothing: wild smiles, one-sided, crossed, wide and missing quotes, few strikes. */
export const wildChains: fc.Arbitrary<ExpiryQuotes[]> = fc
  .uniqueArray(
    fc.record({
      years: fc.double({ min: 1e-4, max: 2, noNaN: true }),
      volatilities: fc.array(fc.double({ min: 0.02, max: 4, noNaN: true }), { minLength: 1, maxLength: 15 }),
      half: fc.double({ min: -1e-4, max: 0.02, noNaN: true }),
      missing: fc.array(fc.nat({ max: 29 }), { maxLength: 10 }),
    }),
    { selector: ({ years }) => years, minLength: 1, maxLength: 5 },
  )
  .map((expiries) =>
    expiries.map(({ years, volatilities, half, missing }, i) => {
      const reach = 3 * Math.sqrt(years);
      const strikes = volatilities.map((_, j) => 100 * Math.exp((reach * (j - volatilities.length / 2)) / 8));
      const variance = (k: number): number => {
        const nearest = strikes.findIndex((strike) => Math.abs(Math.log(strike / 100) - k) < 1e-9);
        return volatilities[nearest]! ** 2 * years;
      };
      const quotes = quotesOf({ forward: 100, years }, strikes, variance, half);
      return {
        expiry: i,
        years,
        referencePrice: 100,
        quotes: quotes.map((quote, j) => (missing.includes(j) ? { ...quote, bid: null } : quote)),
      };
    }),
  );
