import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lotPrice,
  type PriceBar,
  parseRecording,
  priceInBar,
  RandomWalkStream,
  RecordedPriceStream,
  readRecording,
} from '../src/index.ts';

const CSV = [
  'timestamp,open,high,low,close,volume',
  '2025-01-01 03:00:00,94098.9,94098.91,94049.47,94049.47,7.5',
  '2025-01-01 03:01:00,94049.46,94100,93980.35,93980.36,4.8',
  '2025-01-01 03:02:00,93980.36,93990,93970,93985.5,4.8',
  '',
].join('\n');

const take = (stream: { next(): bigint }, count: number): bigint[] =>
  Array.from({ length: count }, () => stream.next());

describe('recorded prices', () => {
  test('parses decimals exactly', () => {
    const recording = parseRecording(CSV);
    expect(recording.start).toBe(Date.UTC(2025, 0, 1, 3) / 1000);
    expect(recording.secondsPerBar).toBe(60);
    expect(recording.bars[0]).toEqual({
      open: 94_098_900_000n,
      high: 94_098_910_000n,
      low: 94_049_470_000n,
      close: 94_049_470_000n,
    });
    const inMilliseconds = CSV.replace(
      /2025-01-01 03:0(\d):00/g,
      (_, m: string) => `${1735700400000 + 60000 * Number(m)}`,
    );
    expect(parseRecording(inMilliseconds)).toEqual(recording);
  });

  test('refuses what is no recording', () => {
    const head = 'timestamp,open,high,low,close';
    for (const bad of [
      'time,price\n1,2\n3,4',
      `${head}\n2025-01-01 03:00:00,1,1,1,1`,
      `${head}\n2025-01-01 03:01:00,1,1,1,1\n2025-01-01 03:00:00,1,1,1,1`,
      `${head}\n2025-01-01 03:00:00,1,1,2,1\n2025-01-01 03:01:00,1,1,1,1`,
      `${head}\n2025-01-01 03:00:00,0,1,0,1\n2025-01-01 03:01:00,1,1,1,1`,
      `${head}\nyesterday,1,1,1,1\n2025-01-01 03:01:00,1,1,1,1`,
      `${head}\n2025-01-01 03:00:00,x,1,1,1\n2025-01-01 03:01:00,1,1,1,1`,
    ]) {
      expect(() => parseRecording(bad), bad).toThrow();
    }
  });

  test('a bar starts at its open, reaches both extremes and stays between them', () => {
    const price = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(price, price, price, price, (a, b, c, d) => {
        const [low, x, y, high] = [a, b, c, d].sort((m, n) => (m < n ? -1 : m > n ? 1 : 0)) as [
          bigint,
          bigint,
          bigint,
          bigint,
        ];
        for (const bar of [
          { open: x, close: y, low, high },
          { open: y, close: x, low, high },
        ] satisfies PriceBar[]) {
          const path = Array.from({ length: 60 }, (_, second) => priceInBar(bar, second, 60));
          expect(path[0]).toBe(bar.open);
          expect(path).toContain(low);
          expect(path).toContain(high);
          expect(path.every((p) => p >= low && p <= high)).toBe(true);
        }
      }),
    );
  });

  test('plays on, and turns round at both ends without a leap', () => {
    const recording = parseRecording(CSV);
    const prices = take(new RecordedPriceStream(recording), 180);
    expect(prices[0]).toBe(94_098_900_000n);
    expect(prices[60]).toBe(94_049_460_000n);
    const again = take(new RecordedPriceStream(recording), 3 * 179 + 1);
    expect(again.slice(180, 359)).toEqual(prices.slice(0, 179).reverse());
    expect(again.slice(358)).toEqual(prices);
    const coarse = take(new RecordedPriceStream(recording, { secondsPerTick: 30, from: recording.start + 60 }), 3);
    expect(coarse).toEqual([prices[60], prices[90], prices[120]]);
    expect(() => new RecordedPriceStream(recording, { from: recording.start - 1 })).toThrow(RangeError);
    expect(() => new RecordedPriceStream(recording, { secondsPerTick: 0 })).toThrow(RangeError);
  });

  test('reads files, gzipped or not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenor-prices-'));
    try {
      await writeFile(join(folder, 'a.csv'), CSV);
      await writeFile(join(folder, 'b.csv.gz'), gzipSync(CSV));
      expect(await readRecording(join(folder, 'a.csv'))).toEqual(parseRecording(CSV));
      expect(await readRecording(join(folder, 'b.csv.gz'))).toEqual(parseRecording(CSV));
      await expect(readRecording(join(folder, 'none.csv'))).rejects.toThrow('ENOENT');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('random walk', () => {
  const options = { seed: 7, start: 94_000_000_000n, stepPpb: 100_000, ticksPerJump: 0, jumpPpb: 20_000_000 };

  test('is the same for the same seed and another for another', () => {
    const prices = take(new RandomWalkStream(options), 500);
    expect(take(new RandomWalkStream(options), 500)).toEqual(prices);
    expect(take(new RandomWalkStream({ ...options, seed: 8 }), 500)).not.toEqual(prices);
    expect(prices[0]).toBe(options.start);
  });

  test('has the asked volatility, and jumps as asked', () => {
    const moves = (extra: object) => {
      const prices = take(new RandomWalkStream({ ...options, ...extra }), 20_001).map(Number);
      return prices.slice(1).map((price, i) => price / prices[i]! - 1);
    };
    const calm = moves({});
    const deviation = Math.sqrt(calm.reduce((sum, move) => sum + move * move, 0) / calm.length);
    expect(deviation).toBeGreaterThan(0.95e-4);
    expect(deviation).toBeLessThan(1.05e-4);
    const isJump = (move: number): boolean => Math.abs(move) > 10e-4;
    expect(calm.filter(isJump)).toHaveLength(0);
    const jumps = moves({ ticksPerJump: 100 }).filter(isJump);
    expect(jumps.length).toBeGreaterThan(130);
    expect(jumps.length).toBeLessThan(250);
    expect(Math.max(...jumps.map(Math.abs))).toBeLessThan(0.0206);
  });

  test('stays within a quarter and four times its start', () => {
    const wild = take(new RandomWalkStream({ ...options, stepPpb: 300_000_000 }), 3000);
    expect(wild.every((price) => price >= options.start / 4n && price <= options.start * 4n)).toBe(true);
    expect(wild).toContain(options.start * 4n);
  });
});

test('a lot price is the unit price over the lots, to the nearest, within 36 bits', () => {
  expect(lotPrice(94_098_900_000n, 10_000n)).toBe(9_409_890n);
  expect(lotPrice(3_362_615_500n, 1_000n)).toBe(3_362_616n);
  expect(() => lotPrice(100n, 10_000n)).toThrow(RangeError);
  expect(() => lotPrice(1n << 36n, 1n)).toThrow(RangeError);
});
