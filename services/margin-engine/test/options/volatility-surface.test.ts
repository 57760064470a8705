import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  durrleman,
  type ExpiryQuotes,
  fitSurface,
  type RawSvi,
  recordedQuotes,
  surfaceVolatility,
  totalVariance,
  type VolatilitySurface,
  varianceJet,
} from '../../src/index.ts';
import { repairSlice } from '../../src/options/svi-repair.ts';
import { haveRecordings, readChain } from './recorded/chains.ts';
import { soundChain, wildChains } from './synthetic-chain.ts';

const EXPIRIES = [0.003, 0.02, 0.08, 0.25, 1];
const SMILE: RawSvi = { a: 0.15, b: 0.12, rho: -0.3, m: 0.05, s: 0.5 };

/** The least g and the least share by which total variance grows, on other points than the fit looks at and five times as many. */
function worstOf({ slices, reach }: VolatilitySurface): { readonly density: number; readonly growth: number } {
  let [density, growth] = [Infinity, Infinity];
  const points = 4001;
  slices.forEach(({ svi }, i) => {
    const before = slices[i - 1]?.svi;
    for (let j = 0; j < points; j++) {
      const u = (2 * (j + 0.37)) / points - 1;
      // Dense near the money and at the wings alike.
      const k = reach * (j % 2 === 0 ? u : u ** 5);
      const jet = varianceJet(svi, k);
      density = Math.min(density, durrleman(jet, k));
      if (before) growth = Math.min(growth, jet.w / totalVariance(before, k) - 1);
    }
  });
  return { density, growth };
}

function expectArbitrageFree(surface: VolatilitySurface): void {
  const { density, growth } = worstOf(surface);
  expect(density).toBeGreaterThanOrEqual(0);
  expect(growth).toBeGreaterThanOrEqual(0);
}

describe('the surface', () => {
  test('finds a smile that is SVI again', () => {
    const surface = fitSurface(soundChain(EXPIRIES, SMILE, 1e-5));
    expect(surface.slices).toHaveLength(EXPIRIES.length);
    surface.slices.forEach(({ forward, years, flattening }, i) => {
      expect(flattening).toBe(0);
      expect(forward.price).toBeCloseTo(100 + i, 5);
      for (const share of [-1.5, -0.7, 0, 0.7, 1.5]) {
        const expected = Math.sqrt(totalVariance(SMILE, share));
        const k = share * Math.sqrt(years);
        expect(Math.abs(surfaceVolatility(surface, k, years) - expected)).toBeLessThan(5e-3);
      }
    });
    expectArbitrageFree(surface);
  });

  test('is free of arbitrage whatever the quotes are', () => {
    let [fitted, changed] = [0, 0];
    fc.assert(
      fc.property(wildChains, (chain) => {
        const surface = fitSurface(chain);
        expectArbitrageFree(surface);
        fitted += surface.slices.length;
        changed += surface.slices.filter(({ lift, flattening }) => lift + flattening > 0).length;
      }),
      { numRuns: 150 },
    );
    expect(fitted).toBeGreaterThan(100);
    expect(changed, 'slices that needed the repair').toBeGreaterThan(20);
  });

  test('keeps the order of expiries where the quotes turn it round', () => {
    const [near, far] = soundChain([0.25, 0.5], SMILE, 1e-4) as [ExpiryQuotes, ExpiryQuotes];
    // The far expiry at a third of the near one's variance.
    const cheap = soundChain([0.25, 0.5], { ...SMILE, a: 0.01, b: 0.04 }, 1e-4)[1]!;
    const surface = fitSurface([{ ...cheap, expiry: 1 }, near]);
    expect(surface.slices.map(({ expiry }) => expiry)).toEqual([near.expiry, 1]);
    expectArbitrageFree(surface);
    expect(surfaceVolatility(surface, 0, 0.5)).toBeLessThan(surfaceVolatility(fitSurface([near, far]), 0, 0.5));
  });

  test('gives an expiry with few quotes the shape of the one before, or one volatility', () => {
    const [near, far] = soundChain([0.25, 0.5], SMILE, 1e-4) as [ExpiryQuotes, ExpiryQuotes];
    const few = { ...far, quotes: far.quotes.slice(16, 20) };
    const [, slice] = fitSurface([near, few]).slices;
    expect(slice!.points).toBeLessThan(5);
    expect(slice!.svi.rho).toBeLessThan(0);
    const alone = fitSurface([few]);
    expect(alone.slices[0]!.svi.b).toBe(0);
    expect(fitSurface([{ ...far, quotes: [] }]).slices).toEqual([]);
  });

  test('interpolates total variance and never lets it fall with time', () => {
    const surface = fitSurface(soundChain(EXPIRIES, SMILE, 1e-4));
    for (const k of [-0.3, 0, 0.2]) {
      let before = 0;
      for (let years = 0.001; years < 2; years *= 1.1) {
        const w = surfaceVolatility(surface, k, years) ** 2 * years;
        expect(w).toBeGreaterThanOrEqual(before * (1 - 1e-12));
        before = w;
      }
    }
    expect(() => surfaceVolatility(surface, 0, 0)).toThrow(RangeError);
    expect(() => surfaceVolatility({ slices: [], reach: 1 }, 0, 1)).toThrow(RangeError);
  });

  test('refuses an expiry that has passed and two that are one', () => {
    const [near] = soundChain([0.25], SMILE, 1e-4) as [ExpiryQuotes];
    expect(() => fitSurface([{ ...near, years: 0 }])).toThrow(RangeError);
    expect(() => fitSurface([near, near])).toThrow(RangeError);
  });

  test.skipIf(!haveRecordings())('is free of arbitrage on every recorded chain', () => {
    for (const name of [
      'full ticker 2020-05-21',
      'calm 2026-01-15',
      'crash 2026-02-05',
      'day after 2026-02-06',
    ] as const) {
      for (const currency of ['BTC', 'ETH']) expectArbitrageFree(fitSurface(recordedQuotes(readChain(name, currency))));
    }
  });
});

describe('the repair', () => {
  const k = Float64Array.from({ length: 801 }, (_, j) => (j - 400) / 250);
  const none = { k, w: new Float64Array(801) };
  // Gatheral and Jacquier 2014, example 3.1 (Axel Vogt): SVI with a butterfly.
  const VOGT: RawSvi = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, s: 0.4153 };
  const leastDensity = (svi: RawSvi): number => Math.min(...Array.from(k, (at) => durrleman(varianceJet(svi, at), at)));

  test('mends the known counter-example, and leaves a sound slice alone', () => {
    expect(leastDensity(VOGT)).toBeLessThan(-0.01);
    const { svi, flattening, lift } = repairSlice(VOGT, none);
    expect(leastDensity(svi)).toBeGreaterThan(0);
    expect(flattening).toBeGreaterThan(0);
    expect(lift).toBe(0);
    expect(repairSlice(SMILE, none)).toEqual({ svi: SMILE, lift: 0, flattening: 0 });
  });

  test('lifts a slice above the floor', () => {
    const floor = { k, w: k.map((at) => totalVariance(SMILE, at) + 0.1 + 0.02 * at) };
    const { svi, lift } = repairSlice(SMILE, floor);
    expect(lift).toBeCloseTo(0.132, 3);
    for (let j = 0; j < k.length; j++) expect(totalVariance(svi, k[j]!)).toBeGreaterThanOrEqual(floor.w[j]!);
  });
});
