import { describe, expect, test } from 'vitest';
import {
  black76Price,
  defaultSmile,
  defaultVolatility,
  type ExpiryQuotes,
  fitSurface,
  type OptionQuote,
  VolatilitySmiles,
  varianceYears,
} from '../../src/index.ts';
import { durrleman, totalVariance, varianceJet } from '../../src/options/svi.ts';

const NOW = 1_760_000_000;
const EXPIRY = NOW + 30 * 86_400;
const FORWARD = 9_400_000;
const fit = async (expiries: readonly ExpiryQuotes[]) => fitSurface(expiries);
const smiles = () => new VolatilitySmiles(fit);

/** Quotes a little around Black's price at a volatility, calls above and puts below the forward. */
function quotes(strikes: readonly number[], volatility: number, years: number): OptionQuote[] {
  return strikes.map((strike) => {
    const kind = strike >= FORWARD ? 'call' : 'put';
    const price = black76Price({ kind, strike, forward: FORWARD, years }, volatility);
    return { kind, strike, bid: price * 0.99, ask: price * 1.01 };
  });
}
const chain = (of: VolatilitySmiles, strikes: readonly number[], volatility: number, expiry = EXPIRY): ExpiryQuotes => {
  const years = varianceYears(expiry, NOW);
  const shape = of.defaultOf(1, years);
  return { expiry, years, referencePrice: FORWARD, shape, quotes: quotes(strikes, volatility, years) };
};
const THREE = [8_500_000, 9_400_000, 10_500_000];

describe('the default smile', () => {
  test('is 55 % for BTC, 70 % for ETH at the money, with puts a little dearer than calls', () => {
    expect([1, 2, 3].map(defaultVolatility)).toEqual([0.55, 0.7, 0.8]);
    const at = (k: number, underlying = 1): number => smiles().of(underlying, EXPIRY, NOW).volatilityAt(k);
    expect(at(0)).toBeCloseTo(0.55, 12);
    expect(at(0, 2)).toBeCloseTo(0.7, 12);
    expect(at(-0.2)).toBeGreaterThan(at(0.2));
    expect(at(0.2)).toBeGreaterThan(at(0.05));
    expect(at(-0.2)).toBeLessThan(0.62);
    const told = new VolatilitySmiles(fit, new Map([[1, 0.9]]));
    expect(told.of(1, EXPIRY, NOW).volatilityAt(0)).toBeCloseTo(0.9, 12);
  });

  test('allows no arbitrage between strikes or expiries, from a minute to two years', () => {
    const terms = [1 / 525_600, 1 / 365, 30 / 365, 1, 2];
    for (const volatility of [0.3, 0.55, 0.7, 1.5]) {
      for (let k = -3; k <= 3; k += 0.01) {
        let before = 0;
        for (const years of terms) {
          const svi = defaultSmile(volatility, years);
          expect(durrleman(varianceJet(svi, k), k)).toBeGreaterThan(0);
          expect(totalVariance(svi, k)).toBeGreaterThan(before);
          before = totalVariance(svi, k);
        }
      }
    }
  });
});

describe('the smile of the book', () => {
  test('takes three strikes quoted on both sides', async () => {
    const of = smiles();
    const oneSided = chain(of, THREE, 0.9);
    const [first, ...rest] = oneSided.quotes;
    await of.refit(1, NOW, [{ ...oneSided, quotes: [{ ...first!, bid: null }, ...rest] }]);
    expect(of.of(1, EXPIRY, NOW)).toMatchObject({ quoted: false });
    expect(of.of(1, EXPIRY, NOW).volatilityAt(0)).toBeCloseTo(0.55, 12);
    await of.refit(1, NOW, [chain(of, THREE, 0.9)]);
    expect(of.of(1, EXPIRY, NOW)).toMatchObject({ quoted: true });
    expect(of.of(2, EXPIRY, NOW)).toMatchObject({ quoted: false });
  });

  test('of few strikes has the default shape at the quoted level, of many its own', async () => {
    const of = smiles();
    await of.refit(1, NOW, [chain(of, THREE, 0.9)]);
    const few = of.of(1, EXPIRY, NOW);
    expect(few.volatilityAt(0)).toBeGreaterThan(0.82);
    expect(few.volatilityAt(0)).toBeLessThan(0.92);
    expect(few.volatilityAt(-0.2) / few.volatilityAt(0.2)).toBeCloseTo(
      Math.sqrt(totalVariance(defaultSmile(0.55, 0.1), -0.2) / totalVariance(defaultSmile(0.55, 0.1), 0.2)),
      6,
    );
    const many = [8_000_000, 8_500_000, 9_000_000, 9_400_000, 9_800_000, 10_200_000, 10_800_000];
    await of.refit(1, NOW, [chain(of, many, 0.9)]);
    for (const k of [-0.15, 0, 0.12]) expect(of.of(1, EXPIRY, NOW).volatilityAt(k)).toBeCloseTo(0.9, 2);
  });

  test('is kept when quotes go away, and lies between two expiries that are quoted', async () => {
    const of = smiles();
    const [near, far] = [NOW + 20 * 86_400, NOW + 80 * 86_400];
    await of.refit(1, NOW, [chain(of, THREE, 0.6, near), chain(of, THREE, 0.9, far)]);
    const at = (expiry: number): number => of.of(1, expiry, NOW + 60).volatilityAt(0);
    const [a, between, b] = [at(near), at(NOW + 40 * 86_400), at(far)];
    expect(a < between && between < b).toBe(true);
    await of.refit(1, NOW + 60, [chain(of, THREE.slice(1), 2, near)]);
    expect([at(near), at(far)]).toEqual([a, b]);
  });

  test('tells a forward where calls and puts are quoted, at the time of the quotes', async () => {
    const of = smiles();
    const years = varianceYears(EXPIRY, NOW);
    const both = THREE.flatMap((strike) =>
      (['call', 'put'] as const).map((kind): OptionQuote => {
        const price = black76Price({ kind, strike, forward: 9_500_000, years }, 0.6);
        return { kind, strike, bid: price - 1000, ask: price + 1000 };
      }),
    );
    await of.refit(1, NOW, [{ expiry: EXPIRY, years, referencePrice: FORWARD, quotes: both }]);
    expect(of.parity(1, EXPIRY, NOW)).toBeCloseTo(9_500_000, 0);
    expect(of.parity(1, EXPIRY, NOW + 5)).toBeNull();
    expect(of.parity(1, EXPIRY + 3600, NOW)).toBeNull();
    await of.refit(1, NOW + 5, [chain(of, THREE, 0.6)]);
    expect(of.parity(1, EXPIRY, NOW + 5)).toBeNull();
  });
});
