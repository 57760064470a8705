import { InstrumentScale } from '@tenor/sdk';
import { describe, expect, test } from 'vitest';
import { BTC_PERP } from '../../../packages/sdk/test/support/instrument.ts';
import { nextFlowOrder } from '../src/flow-taker.ts';
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
});
