import Decimal from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expiryPayoff, type OptionOrder, optionOutcome } from '../src/model/option-payoff.ts';
import { payoffCurve } from '../src/model/payoff-curve.ts';

const order: OptionOrder = {
  optionType: 'call',
  strike: '90000',
  side: 'buy',
  price: '2000',
  size: '0.5',
  fee: '10',
};

/** What an order has earned at expiry, USD. */
function profit({ optionType, strike, side, price, size, fee }: OptionOrder, settlement: string): Decimal {
  const paid = new Decimal(expiryPayoff(optionType, strike, settlement)).minus(price).times(size);
  return (side === 'buy' ? paid : paid.neg()).minus(fee);
}

const anyOrder = fc.record({
  optionType: fc.constantFrom('call' as const, 'put' as const),
  strike: fc.integer({ min: 1000, max: 200_000 }).map(String),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  price: fc.integer({ min: 10, max: 900 }).map(String),
  size: fc.constantFrom('0.1', '1', '25'),
  fee: fc.constantFrom('0', '0.5'),
});

describe('what an option order can bring', () => {
  it('breaks even at the strike and what a unit costs with its fee', () => {
    expect(optionOutcome(order)).toEqual({ premium: '-1000', breakEven: '92020', maxLoss: '1010', maxGain: null });
    expect(optionOutcome({ ...order, side: 'sell' })).toEqual({
      premium: '1000',
      breakEven: '91980',
      maxLoss: null,
      maxGain: '990',
    });
    expect(optionOutcome({ ...order, optionType: 'put' })).toMatchObject({ breakEven: '87980', maxGain: '43990' });
    expect(optionOutcome({ ...order, optionType: 'put', side: 'sell' })).toMatchObject({
      breakEven: '88020',
      maxLoss: '44010',
    });
  });

  it('earns nothing at the break-even', () => {
    fc.assert(
      fc.property(anyOrder, (any) => {
        expect(profit(any, optionOutcome(any).breakEven).abs().lt('1e-9')).toBe(true);
      }),
    );
  });

  it('never loses or gains more than it says, wherever the underlying ends', () => {
    fc.assert(
      fc.property(anyOrder, fc.integer({ min: 0, max: 500_000 }), (any, settlement) => {
        const { maxLoss, maxGain } = optionOutcome(any);
        const earned = profit(any, String(settlement));
        if (maxLoss !== null) expect(earned.gte(new Decimal(maxLoss).neg())).toBe(true);
        if (maxGain !== null) expect(earned.lte(maxGain)).toBe(true);
      }),
    );
    // Both bounds are reached.
    expect(profit({ ...order, optionType: 'put', side: 'sell' }, '0').toString()).toBe('-44010');
    expect(profit(order, '1').toString()).toBe('-1010');
  });

  it('pays a future its settlement price', () => {
    expect(expiryPayoff(null, null, '91234.5')).toBe('91234.5');
    expect([expiryPayoff('call', '90000', '91000'), expiryPayoff('put', '90000', '91000')]).toEqual(['1000', '0']);
  });

  it('draws a line that bends at the strike and crosses zero at the break-even', () => {
    fc.assert(
      fc.property(anyOrder, fc.option(fc.integer({ min: 500, max: 300_000 }).map(String)), (any, index) => {
        const { breakEven } = optionOutcome(any);
        const curve = payoffCurve(any, breakEven, index);
        const prices = curve.map(({ price }) => price);
        expect(prices).toEqual([...prices].sort((a, b) => a - b));
        for (const { price, profit: drawn } of curve)
          expect(drawn).toBeCloseTo(profit(any, String(price)).toNumber(), 6);
        expect(prices).toContain(Number(any.strike));
        expect(curve.find(({ price }) => price === Number(breakEven))?.profit).toBeCloseTo(0, 6);
        if (index !== null) expect(prices[0]! < Number(index) && Number(index) < prices.at(-1)!).toBe(true);
      }),
    );
  });
});
