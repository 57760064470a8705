import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  averages,
  expectedSettlement,
  fileSettlements,
  memorySettlements,
  SETTLEMENT_WINDOW_SECONDS,
  SettlementPrices,
  type SettlementStore,
} from '../../src/index.ts';

const HOUR = 480_008;
const END = HOUR * 3600;
const START = END - SETTLEMENT_WINDOW_SECONDS;
const price = fc.bigInt({ min: 1n, max: 2n ** 36n - 1n });

interface Line {
  readonly msg: string;
  readonly level: number;
  readonly seconds?: number[];
}

function prices(store: SettlementStore = memorySettlements()) {
  const lines: Line[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  return { settlements: new SettlementPrices(store, log), lines, store };
}

describe('the settlement price', () => {
  test('is the mean of the index at every second seen in the window, and of nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -60, max: SETTLEMENT_WINDOW_SECONDS + 60 }), price, fc.option(price)), {
          minLength: 1,
          maxLength: 60,
        }),
        price,
        (looks, later) => {
          const { settlements, store } = prices();
          const inTime = [...looks].sort(([a], [b]) => a - b);
          const counted = new Map<number, readonly (bigint | null)[]>();
          for (const [second, btc, eth] of inTime) {
            settlements.sample(START + second, [btc, eth], [HOUR]);
            const inside = second >= 0 && second < SETTLEMENT_WINDOW_SECONDS;
            if (inside && !counted.has(second)) counted.set(second, [btc, eth]);
          }
          settlements.fix(END - 1, [later, later], [HOUR]);
          expect(store.get(HOUR)).toBeNull();
          settlements.fix(END, [later, later], [HOUR]);
          const fixed = store.get(HOUR)!;
          [0, 1].forEach((place) => {
            const seen = [...counted.values()].map((index) => index[place]!).filter((each) => each !== null);
            const n = BigInt(seen.length);
            // |n · price − Σ| ≤ n / 2: rounded to the nearest.
            const off = 2n * (n * fixed[place]! - seen.reduce((sum, each) => sum + each, 0n));
            if (n === 0n) expect(fixed[place]).toBe(later);
            else expect(off <= n && off > -n).toBe(true);
          });
          settlements.fix(END + 5, [1n, 1n], [HOUR]);
          expect(store.get(HOUR)).toEqual(fixed);
        },
      ),
    );
  });

  test('of a whole window is the mean of 1,800 prices', () => {
    const { settlements, store, lines } = prices();
    for (let second = 0; second < SETTLEMENT_WINDOW_SECONDS; second++) {
      settlements.sample(START + second, [9_000_000n + BigInt(second), 7n], [HOUR, HOUR + 1]);
    }
    settlements.sample(END, [1n, 1n], [HOUR, HOUR + 1]);
    settlements.fix(END, [1n, 1n], [HOUR, HOUR + 1]);
    // Half of 1,799 is rounded up.
    expect(store.get(HOUR)).toEqual([9_000_900n, 7n]);
    expect(store.get(HOUR + 1)).toBeNull();
    expect(lines.map(({ msg, level }) => [msg, level])).toEqual([['settlement prices fixed', 30]]);
  });

  test('of a part of the window is the mean of that part, and a warning says of how much', () => {
    const { settlements, store, lines } = prices();
    for (let second = 0; second < 100; second++) settlements.sample(END - 100 + second, [10n, 20n], [HOUR]);
    settlements.fix(END + 30, [99n, 99n], [HOUR]);
    expect(store.get(HOUR)).toEqual([10n, 20n]);
    expect(lines).toMatchObject([{ level: 40, seconds: [100, 100], code: 50012, error: 'SETTLEMENT_WINDOW_MISSED' }]);
    expect(settlements.seconds(HOUR)).toEqual([100, 100]);
  });

  test('without any index before the hour is the first one after it, with a warning', () => {
    const { settlements, store, lines } = prices();
    settlements.sample(END - 5, [10n, null], [HOUR]);
    settlements.fix(END + 3600, [99n, 98n], [HOUR]);
    expect(store.get(HOUR)).toEqual([10n, 98n]);
    expect(lines).toMatchObject([
      { level: 40, code: 50012, msg: expect.stringContaining('no index before an expiry') },
    ]);
    expect(settlements.seconds(HOUR)).toEqual([1, 0]);
    expect(settlements.seconds(HOUR + 1)).toBeNull();
  });

  test('is due once its hour has come: the earliest of several', () => {
    const { settlements } = prices();
    const hours = [HOUR + 24, HOUR + 1, HOUR];
    settlements.fix(END + 3600, [5n, 6n], hours);
    expect(settlements.due(END - 1, hours)).toBeNull();
    expect(settlements.due(END, hours)).toEqual({ hour: HOUR, prices: [5n, 6n] });
    expect(settlements.due(END + 3600, hours)?.hour).toBe(HOUR);
    expect(settlements.due(END + 3600, [HOUR + 24, HOUR + 1])?.hour).toBe(HOUR + 1);
    expect(settlements.due(END + 3600, [])).toBeNull();
  });
});

describe('the store', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenor-settlements-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const path = () => join(folder, 'settlements.json');

  test('goes on after a restart within a window as if there had been none, and knows what was fixed', () => {
    const whole = memorySettlements();
    for (let second = 0; second < 60; second++) {
      const index = [2n ** 35n + BigInt(second * second), second % 3 === 0 ? null : 5n];
      whole.accumulate(HOUR, START + second, index);
      // A new process for every second.
      fileSettlements(path()).accumulate(HOUR, START + second, index);
    }
    const restored = fileSettlements(path());
    expect(restored.window(HOUR)).toEqual(whole.window(HOUR));
    expect(averages(restored.window(HOUR)!)[1]).toBe(5n);
    restored.put(HOUR, [5n, 6n]);
    const again = fileSettlements(path());
    expect(again.get(HOUR)).toEqual([5n, 6n]);
    expect(again.window(HOUR)).toEqual(whole.window(HOUR));
    again.accumulate(HOUR, START + 70, [1n, 1n]);
    expect(again.window(HOUR)).toEqual(whole.window(HOUR));
  });

  test('fixes a price once', () => {
    const store = fileSettlements(path());
    store.put(HOUR, [5n, 6n]);
    store.put(HOUR, [5n, 6n]);
    expect(() => store.put(HOUR, [5n, 7n])).toThrow(RangeError);
    expect(() => fileSettlements(path()).put(HOUR, [5n])).toThrow(RangeError);
    expect(fileSettlements(path()).get(HOUR)).toEqual([5n, 6n]);
  });

  test.each(['', 'nonsense', '{}', '{"fixed":{"$m":[]},"windows":[]}'])(
    'does not begin anew over a file it cannot read: %s',
    (text) => {
      writeFileSync(path(), text);
      expect(() => fileSettlements(path())).toThrow('does not say');
    },
  );
});

describe('what a settlement price will be, seen before', () => {
  const W = SETTLEMENT_WINDOW_SECONDS;
  const expected = (sum: bigint, seconds: number, forward: bigint, remaining: number) =>
    expectedSettlement({ sum, seconds }, forward, remaining, W);

  test('is the forward before the window, with a third of the window of variance', () => {
    expect(expected(0n, 0, 100n, W)).toEqual({ forward: 100n, varianceSeconds: W / 3 });
    expect(expected(0n, 0, 100n, 10 * W)).toEqual({ forward: 100n, varianceSeconds: 10 * W - (2 * W) / 3 });
    // Nothing leaps where the window begins.
    expect(expected(100n, 1, 100n, W - 1).varianceSeconds).toBeCloseTo(W / 3, -1);
  });

  test('approaches the average as it fills, and is the price once that is fixed', () => {
    fc.assert(
      fc.property(price, price, fc.integer({ min: 0, max: W }), (seen, forward, seconds) => {
        const at = expected(seen * BigInt(seconds), seconds, forward, W - seconds);
        const [low, high] = seen < forward ? [seen, forward] : [forward, seen];
        expect(at.forward >= low - 1n && at.forward <= high).toBe(true);
        const share = (W - seconds) / W;
        expect(at.varianceSeconds).toBeCloseTo((share * share * (W - seconds)) / 3, 6);
      }),
    );
    expect(expected(7n * 1800n, W, 100n, 0)).toEqual({ forward: 7n, varianceSeconds: 0 });
    expect(expectedSettlement({ fixed: 8n }, 100n, -50, W)).toEqual({ forward: 8n, varianceSeconds: 0 });
    expect(expected(0n, 0, 100n, 0)).toEqual({ forward: 100n, varianceSeconds: 0 });
    // The clock has gone past the hour without a fixed price: what was seen stands.
    expect(expected(30n, 3, 100n, -5)).toEqual({ forward: 10n, varianceSeconds: 0 });
  });
});
