import { describe, expect, test } from 'vitest';
import { planUnwind, type UnwindView } from '../src/unwind-plan.ts';

const LIMITS = { boundPpm: 4000n, tolerancePpm: 500n, lotsPerOrder: 500n };
const view = (more: Partial<UnwindView> = {}): UnwindView => ({
  heldLots: 2000n,
  markTicks: 100_000n,
  bestBidTicks: 99_900n,
  bestAskTicks: 100_100n,
  resting: [],
  ...more,
});
const resting = (more: object = {}) => ({
  orderId: '1',
  instrument: 'BTC-PERP',
  side: 'sell' as const,
  ticks: 100_000n,
  lots: 500n,
  ...more,
});

describe('unwinding', () => {
  test('sells into bids within the bound, one order at a time', () => {
    expect(planUnwind(view(), LIMITS)).toEqual({
      cancels: [],
      order: { type: 'market', side: 'sell', lots: 500n, limitTicks: 99_600n },
    });
    expect(planUnwind(view({ heldLots: 3n }), LIMITS).order?.lots).toBe(3n);
  });

  test('buys back a short', () => {
    expect(planUnwind(view({ heldLots: -2000n }), LIMITS).order).toEqual({
      type: 'market',
      side: 'buy',
      lots: 500n,
      limitTicks: 100_400n,
    });
  });

  test('the bound is kept to the tick', () => {
    expect(planUnwind(view({ bestBidTicks: 99_600n }), LIMITS).order?.type).toBe('market');
    expect(planUnwind(view({ bestBidTicks: 99_599n }), LIMITS).order?.type).toBe('limit');
    expect(planUnwind(view({ heldLots: -1n, bestAskTicks: 100_401n }), LIMITS).order?.type).toBe('limit');
    // 333 × 0.996 = 331.7: a sale at 331 would be beyond the bound.
    expect(planUnwind(view({ markTicks: 333n, bestBidTicks: 332n }), LIMITS).order?.limitTicks).toBe(332n);
    expect(planUnwind(view({ markTicks: 333n, bestBidTicks: 331n }), LIMITS).order?.type).toBe('limit');
  });

  test('rests at the mark where there is nobody, and leaves the order alone while it is near', () => {
    const alone = view({ bestBidTicks: null });
    expect(planUnwind(alone, LIMITS).order).toEqual({ type: 'limit', side: 'sell', lots: 500n, limitTicks: 100_000n });
    const near = resting({ ticks: 100_050n });
    expect(planUnwind({ ...alone, resting: [near] }, LIMITS)).toEqual({ cancels: [], order: null });
  });

  test.each([
    ['too far from the mark', resting({ ticks: 100_051n })],
    ['on the wrong side', resting({ side: 'buy' })],
    ['larger than what is held', resting({ lots: 2001n })],
  ])('replaces an order that is %s', (_, order) => {
    const plan = planUnwind(view({ bestBidTicks: null, resting: [order] }), LIMITS);
    expect(plan).toMatchObject({ cancels: [order], order: { type: 'limit', lots: 500n } });
  });

  test('keeps one order only, and none beside a market order or without a position', () => {
    const two = [resting(), resting({ orderId: '2' })];
    expect(planUnwind(view({ bestBidTicks: null, resting: two }), LIMITS)).toEqual({ cancels: [two[1]], order: null });
    expect(planUnwind(view({ resting: two }), LIMITS)).toMatchObject({ cancels: two, order: { type: 'market' } });
    expect(planUnwind(view({ heldLots: 0n, resting: two }), LIMITS)).toEqual({ cancels: two, order: null });
  });
});
