import { fundingWithinCap, type Market } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eightHourRate,
  FundingSchedule,
  hourlyStep,
  impactMid,
  impactPrice,
  PerpetualMark,
  PremiumWindow,
  premiumOf,
  RATE_ONE,
} from '../src/index.ts';
import { perpetual } from './support/terms.ts';

const price = fc.bigInt({ min: 1n, max: 2n ** 36n - 1n });

describe('impact prices', () => {
  const asks = [
    { price: 100n, size: 10n },
    { price: 110n, size: 10n },
  ];

  test('are the average of what is taken', () => {
    expect(impactPrice(asks, 1n)).toBe(100n);
    expect(impactPrice(asks, 1000n)).toBe(100n);
    // 10 lots at 100 and 5 at 110.
    expect(impactPrice(asks, 1550n)).toBe(103n);
    expect(impactPrice(asks, 2100n)).toBe(105n);
    expect(impactPrice(asks, 2101n)).toBeNull();
    expect(impactPrice([], 1n)).toBeNull();
  });

  test('the mid needs both sides', () => {
    expect(impactMid({ bids: [{ price: 90n, size: 100n }], asks }, 1000n)).toBe(95n);
    expect(impactMid({ bids: [], asks }, 1000n)).toBeNull();
  });
});

describe('funding rate', () => {
  test('is the interest at the index and follows the premium further out', () => {
    const bp = RATE_ONE / 10_000n;
    expect(eightHourRate(0n)).toBe(bp);
    expect(eightHourRate(3n * bp)).toBe(bp);
    expect(eightHourRate(100n * bp)).toBe(100n * bp - RATE_ONE / 2_000n);
    expect(eightHourRate(-100n * bp)).toBe(-100n * bp + RATE_ONE / 2_000n);
  });

  test('a step is an eighth of rate times index, paid by longs when the perpetual is dear', () => {
    const terms = { fundingCapRate: (4n * RATE_ONE) / 100n };
    const index = 10_000_000n;
    const rate = eightHourRate(premiumOf(10_100_000n, index));
    const step = hourlyStep(rate, index, index, terms);
    // 1 % premium − 0.05 %, over eight hours: about 11,875 µUSD a lot.
    expect(step / RATE_ONE).toBe(-11_875n);
    expect(hourlyStep(-rate, index, index, terms)).toBe(-step);
  });

  test('a step always passes the rule of the exchange', () => {
    fc.assert(
      fc.property(
        price,
        price,
        price,
        fc.bigInt({ min: 0n, max: 2n ** 20n - 1n }),
        (index, mid, mark, fundingCapRate) => {
          const step = hourlyStep(eightHourRate(premiumOf(mid, index)), index, mark, { fundingCapRate });
          expect(fundingWithinCap({ fundingCapRate } as Market, mark, { row: 0, step, hours: 1 })).toBe(true);
        },
      ),
    );
  });
});

describe('funding schedule', () => {
  const HOUR = 500_000;
  const market = { fundingCapRate: RATE_ONE, lastFundingHour: HOUR };

  test('pays once an hour what the mean premium of that hour asks for', () => {
    const schedule = new FundingSchedule(3);
    const index = 1_000_000n;
    for (const mid of [1_010_000n, 1_020_000n, null]) schedule.sample(index, mid);
    expect(schedule.due(HOUR * 3600 + 3599, market, index, index)).toEqual([]);
    const mean = (premiumOf(1_010_000n, index) + premiumOf(1_020_000n, index)) / 3n;
    const step = hourlyStep(eightHourRate(mean), index, index, market);
    expect(schedule.due(HOUR * 3600 + 3600, market, index, index)).toEqual([{ row: 3, step, hours: 1 }]);
    expect(step).toBeLessThan(0n);
    const later = { ...market, lastFundingHour: HOUR + 1 };
    expect(schedule.due(HOUR * 3600 + 3601, later, index, index)).toEqual([]);
    expect(schedule.due(HOUR * 3600 + 7200, later, index, index)).toEqual([{ row: 3, step: 0n, hours: 1 }]);
  });

  test('hours that nobody watched move the clock and pay nothing', () => {
    const schedule = new FundingSchedule(0);
    const steps = schedule.due((HOUR + 600) * 3600, market, 1_000_000n, 1_000_000n) ?? [];
    expect(steps.map(({ hours }) => hours)).toEqual([255, 255, 90]);
    expect(steps.every(({ step }) => step === 0n)).toBe(true);
    schedule.sample(1_000_000n, 1_100_000n);
    const late = schedule.due((HOUR + 300) * 3600, market, 1_000_000n, 1_000_000n) ?? [];
    expect(late.map(({ step }) => step < 0n)).toEqual([false, true]);
  });

  test('an empty window has no mean', () => {
    const window = new PremiumWindow();
    expect(window.take()).toBeNull();
    window.sample(100n, null);
    expect(window.take()).toBe(0n);
    expect(window.take()).toBeNull();
  });
});

describe('mark', () => {
  const terms = { ...perpetual(1), imRate: 52_429n };

  test('is the index without a book, and follows a lasting basis slowly within an eighth of the margin rate', () => {
    const mark = new PerpetualMark(terms);
    const index = 10_000_000n;
    expect(mark.next(index, null)).toBe(index);
    const first = mark.next(index, 10_050_000n);
    expect(first).toBeLessThan(10_001_000n);
    let last = first;
    for (let i = 0; i < 2000; i++) last = mark.next(index, 10_050_000n);
    expect(last).toBeGreaterThan(10_049_000n);
    expect(last).toBeLessThanOrEqual(10_050_000n);
    for (let i = 0; i < 2000; i++) last = mark.next(index, 20_000_000n);
    expect(last).toBe(index + ((index * terms.imRate) >> 23n));
  });

  test('one look at a manipulated book moves it less than a hundredth of the way', () => {
    fc.assert(
      fc.property(price, price, (index, mid) => {
        const mark = new PerpetualMark(terms).next(index, mid);
        const distance = (a: bigint, b: bigint) => (a > b ? a - b : b - a);
        expect(distance(mark, index) * 100n).toBeLessThanOrEqual(distance(mid, index) + 100n);
      }),
    );
  });
});

test('a step due at the start waits for samples, and then pays their premium', () => {
  const schedule = new FundingSchedule(0, 30);
  const market = { fundingCapRate: 671_088n, lastFundingHour: 499_999 };
  const index = 10_000_000n;
  expect(schedule.due(500_000 * 3600, market, index, index)).toBeNull();
  schedule.sample(index, index + 100_000n);
  expect(schedule.due(500_000 * 3600 + 29, market, index, index)).toBeNull();
  const [step] = schedule.due(500_000 * 3600 + 30, market, index, index) ?? [];
  expect(step?.hours).toBe(1);
  expect(step?.step).toBeLessThan(0n);
});
