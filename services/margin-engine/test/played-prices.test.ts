import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClockedStream, defaultWalk, NoisyStream, RandomWalkStream } from '../src/index.ts';

const counting = () => {
  let price = 0n;
  return { next: () => ++price };
};
const clocked = (options: object = {}) => {
  let now = 0;
  const stream = new ClockedStream({ stream: counting(), startedAt: 10_000, now: () => now, ...options });
  return (at: number): bigint => {
    now = at;
    return stream.next();
  };
};

test('a stream played by the clock has one price for each tick since its beginning, however often it is looked at', () => {
  const at = clocked();
  expect([0, 10_000, 10_999, 11_000, 11_001, 14_500].map(at)).toEqual([1n, 1n, 1n, 2n, 2n, 5n]);
  expect([12_000, 14_999, 15_000].map(at)).toEqual([5n, 5n, 6n]);
});

test('ticks may be shorter, and what is seen later', () => {
  expect([10_000, 10_100, 10_950].map(clocked({ tickMs: 100 }))).toEqual([1n, 2n, 10n]);
  expect([10_000, 11_499, 11_500, 12_500].map(clocked({ delayMs: 500 }))).toEqual([1n, 1n, 2n, 3n]);
});

test('two processes that start at different times see the same walk', () => {
  const walk = () => new RandomWalkStream(defaultWalk({ number: 1, name: 'BTC', seed: 5 }));
  let now = 1_000_000;
  const made = () => new ClockedStream({ stream: walk(), startedAt: 1_000_000, now: () => now });
  const first = made();
  for (; now < 1_600_000; now += 1_000) first.next();
  const second = made();
  for (; now < 1_700_000; now += 700) expect(second.next()).toBe(first.next());
  expect(new Set([1, 2].map((number) => new RandomWalkStream(defaultWalk({ number, name: 'X' })).next())).size).toBe(1);
});

test('noise stays within its bound, is not one-sided, and is the same for the same seed', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 0, max: 100_000 }), fc.nat(), (price, ppm, seed) => {
      const made = () => new NoisyStream({ next: () => price }, { ppm, seed });
      const [first, second] = [made(), made()];
      for (let i = 0; i < 20; i++) {
        const shown = first.next();
        const off = shown > price ? shown - price : price - shown;
        expect(off * 1_000_000n).toBeLessThanOrEqual(price * BigInt(ppm));
        expect(shown).toBeGreaterThan(0n);
        expect(second.next()).toBe(shown);
      }
    }),
    { numRuns: 100 },
  );
  const noisy = new NoisyStream({ next: () => 1_000_000_000n }, { ppm: 1_000, seed: 3 });
  const shown = Array.from({ length: 2_000 }, () => Number(noisy.next() - 1_000_000_000n));
  const mean = shown.reduce((sum, off) => sum + off, 0) / shown.length;
  expect(Math.max(...shown)).toBeGreaterThan(900_000);
  expect(Math.min(...shown)).toBeLessThan(-900_000);
  expect(Math.abs(mean)).toBeLessThan(60_000);
});
