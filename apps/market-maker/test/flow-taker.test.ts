import { InstrumentScale } from '@tenor/sdk';
import { describe, expect, test } from 'vitest';
import { BTC_CALL, BTC_PERP } from '../../../packages/sdk/test/support/instrument.ts';
import { nextFlowOrder, worstTicks } from '../src/flow-taker.ts';
import { seededRandom } from '../src/seeded-random.ts';

const market = (inventoryLots: bigint) => [{ scale: new InstrumentScale(BTC_PERP), levelLots: 250n, inventoryLots }];
const orders = (seed: number, inventoryLots = 0n) => {
  const random = seededRandom(seed);
  return Array.from({ length: 300 }, () => nextFlowOrder(random, market(inventoryLots), 5));
};

describe('the flow', () => {
  test('is the same for the same seed and another for another', () => {
    expect(orders(1)).toEqual(orders(1));
    expect(orders(2)).not.toEqual(orders(1));
  });

  test('is small, on both sides and paced around its mean', () => {
    const flow = orders(3);
    expect(new Set(flow.map(({ side }) => side)).size).toBe(2);
    for (const { lots, waitMilliseconds } of flow) {
      expect(lots >= 1n && lots <= 250n).toBe(true);
      expect(waitMilliseconds >= 2500 && waitMilliseconds <= 7500).toBe(true);
    }
  });

  test('leans against a position that runs away', () => {
    expect(orders(1, 1001n).every(({ side }) => side === 'sell')).toBe(true);
    expect(orders(1, -1001n).every(({ side }) => side === 'buy')).toBe(true);
  });

  test('trades options now and then, perpetuals mostly', () => {
    const random = seededRandom(4);
    const option = { scale: new InstrumentScale(BTC_CALL), levelLots: 250n, inventoryLots: 0n };
    const markets = [...market(0n), option];
    const names = Array.from({ length: 400 }, () => nextFlowOrder(random, markets, 5).instrument);
    const options = names.filter((name) => name === BTC_CALL.name).length;
    expect(options).toBeGreaterThan(60);
    expect(options).toBeLessThan(140);
  });

  test('goes to the quotes of an option, whose spread is wide, and through the mark of a perpetual', () => {
    const prices = { mark_price: '3000', best_bid: '2900', best_ask: '3100' };
    const [perpetual, option] = [
      new InstrumentScale(BTC_PERP),
      new InstrumentScale({ ...BTC_CALL, tick_size: '1', min_price: '1' }),
    ];
    expect(worstTicks({ side: 'buy' }, perpetual, prices)).toBe(30_300n);
    expect(worstTicks({ side: 'buy' }, option, prices)).toBe(3_131n);
    expect(worstTicks({ side: 'sell' }, option, prices)).toBe(2_871n);
    expect(worstTicks({ side: 'sell' }, option, { ...prices, best_bid: null })).toBeNull();
  });
});
