import type { MarketFigures } from '@tenor/protocol';
import { describe, expect, test } from 'vitest';
import { type BookDepth, planLiquidation } from '../../src/index.ts';

const USD = 1_000_000n;
/** $10 a lot, 5 % initial margin: a lot may cost $0.125, its fee is $0.0625. */
const TEN_DOLLARS: MarketFigures = { mark: 10n * USD, im: 500_000n << 20n, slope: 0n };

/** 1000 lots (IM $500, MM $250) on the side of `sign`, and this equity. */
function planFor(sign: 1n | -1n, equity: bigint, book: BookDepth) {
  const account = {
    collateral: equity - sign * 10_000n * USD,
    positions: [{ instrument: 1, size: sign * 1000n, snapshot: 0n }],
  };
  return planLiquidation(
    account,
    () => TEN_DOLLARS,
    () => book,
  );
}
const bid = (price: bigint, size: bigint): BookDepth => ({ bids: [{ price, size }], asks: [] });
const ask = (price: bigint, size: bigint): BookDepth => ({ bids: [], asks: [{ price, size }] });

describe('worked examples', () => {
  // With n lots closed at $0.05 from the mark: 200 − 0.1125 n ≥ 1.125 × (500 − 0.5 n), so n ≥ 805.6.
  const part = {
    instrument: 1,
    lots: 806n,
    fee: 50_375_000n,
    cost: 90_675_000n,
    insurance: 0n,
    after: { equity: 109_325_000n, margin: (97n * USD) << 20n },
    reachesTarget: true,
  };

  test('a long is sold in part', () => {
    expect(planFor(1n, 200n * USD, bid(9_950_000n, 5000n))).toEqual({
      ...part,
      side: 'sell',
      quote: 806n * 9_950_000n,
      limitPrice: 9_950_000n,
    });
  });

  test('a short is bought in part', () => {
    expect(planFor(-1n, 200n * USD, ask(10_050_000n, 5000n))).toEqual({
      ...part,
      side: 'buy',
      quote: 806n * 10_050_000n,
      limitPrice: 10_050_000n,
    });
  });

  test('the fee is cut to what the cost bound leaves', () => {
    // $0.10 of the $0.125 a lot is lost against the mark: 200 − 0.125 n ≥ 562.5 − 0.5625 n, so n ≥ 828.6.
    expect(planFor(1n, 200n * USD, bid(9_900_000n, 5000n))).toMatchObject({
      lots: 829n,
      fee: 829n * 25_000n,
      cost: 829n * 125_000n,
    });
  });

  test('a debt takes no fee and is left to the insurance fund', () => {
    expect(planFor(1n, 10n * USD, bid(9_900_000n, 5000n))).toMatchObject({
      lots: 1000n,
      fee: 0n,
      cost: 100n * USD,
      insurance: 90n * USD,
      after: { equity: -90n * USD, margin: 0n },
      reachesTarget: false,
    });
  });

  test('the fee takes what is left, and makes no debt', () => {
    expect(planFor(1n, 110n * USD, bid(9_900_000n, 990n))).toMatchObject({
      lots: 990n,
      fee: 11n * USD,
      insurance: 0n,
      after: { equity: 0n, margin: (5n * USD) << 20n },
    });
  });

  test('a book that is not deep enough is used up, as far as its prices are good enough', () => {
    const bids = [
      { price: 9_990_000n, size: 30n },
      { price: 9_875_000n, size: 20n },
      { price: 9_874_999n, size: 5000n },
    ];
    expect(planFor(1n, 200n * USD, { bids, asks: [] })).toMatchObject({
      lots: 50n,
      limitPrice: 9_875_000n,
      quote: 30n * 9_990_000n + 20n * 9_875_000n,
      reachesTarget: false,
    });
  });

  test('nothing is planned at maintenance margin, without depth, or beyond the cost bound', () => {
    expect(planFor(1n, 250n * USD, bid(9_990_000n, 5000n))).toBeNull();
    expect(planFor(1n, 250n * USD - 1n, bid(9_990_000n, 5000n))).not.toBeNull();
    expect(planFor(1n, 200n * USD, ask(10_000_000n, 5000n))).toBeNull();
    expect(planFor(1n, 200n * USD, bid(9_874_999n, 5000n))).toBeNull();
  });
});

describe('which position', () => {
  const positions = [3, 1, 2].map((instrument) => ({ instrument, size: 100n, snapshot: 0n }));
  const first = (margins: Readonly<Record<number, bigint>>, deep: readonly number[]): number | undefined =>
    planLiquidation(
      { collateral: -3000n * USD, positions },
      (instrument) => ({ ...TEN_DOLLARS, im: margins[instrument]! << 20n }),
      (instrument) => (deep.includes(instrument) ? bid(10n * USD, 5000n) : { bids: [], asks: [] }),
    )?.instrument;

  test('the largest margin, then the next that has depth, then the lower instrument', () => {
    expect(first({ 1: 400_000n, 2: 600_000n, 3: 500_000n }, [1, 2, 3])).toBe(2);
    expect(first({ 1: 400_000n, 2: 600_000n, 3: 500_000n }, [1, 3])).toBe(3);
    expect(first({ 1: 500_000n, 2: 500_000n, 3: 500_000n }, [1, 2, 3])).toBe(1);
    expect(first({ 1: 500_000n, 2: 500_000n, 3: 500_000n }, [])).toBeUndefined();
  });

  test('lots too large to close only one of are left for a smaller position, the last lot of all is closed', () => {
    // A lot of IM $2000 beside ten of $10: equity $1040 is below MM $1050, and without the large lot far above the ceiling.
    const figures = (instrument: number): MarketFigures => ({
      ...TEN_DOLLARS,
      im: ((instrument === 1 ? 2000n : 10n) * USD) << 20n,
    });
    const both = [
      { instrument: 1, size: 1n, snapshot: 0n },
      { instrument: 2, size: 10n, snapshot: 0n },
    ];
    const atMark = (): BookDepth => bid(10n * USD, 5000n);
    const beside = planLiquidation({ collateral: 930n * USD, positions: both }, figures, atMark);
    expect(beside).toMatchObject({ instrument: 2, lots: 10n, reachesTarget: false });
    const alone = planLiquidation({ collateral: 980n * USD, positions: [both[0]!] }, figures, atMark);
    expect(alone).toMatchObject({ instrument: 1, lots: 1n, reachesTarget: true, fee: 250n * USD });
  });
});
