import { InstrumentScale, type OrderJson } from '@tenor/sdk';
import { describe, expect, test } from 'vitest';
import { BTC_PERP } from '../../../packages/sdk/test/support/instrument.ts';
import { LiveQuotes } from '../src/live-quotes.ts';

const scale = new InstrumentScale(BTC_PERP);
const order = (id: string, engineSeq: number, more: Partial<OrderJson> = {}): OrderJson =>
  ({
    order_id: id,
    engine_seq: engineSeq,
    instrument: 'BTC-PERP',
    label: 'quote:1',
    side: 'buy',
    price: '100.5',
    remaining: '0.01',
    filled: '0',
    status: 'open',
    ...more,
  }) as OrderJson;

describe('LiveQuotes', () => {
  test('are the open orders with a label of ours, in ticks and lots', () => {
    const live = new LiveQuotes();
    live.reset([order('1', 1), order('2', 1, { label: 'mine' }), order('3', 1, { instrument: 'ETH-PERP' })]);
    expect(live.of(scale)).toEqual([{ orderId: '1', side: 'buy', level: 1, ticks: 1005n, lots: 100n }]);
  });

  test('late news does not bring an order back', () => {
    const live = new LiveQuotes();
    live.observe(order('1', 5));
    live.observe(order('1', 7, { remaining: '0.005', filled: '0.005' }));
    live.observe(order('1', 5));
    expect(live.of(scale)[0]?.lots).toBe(50n);
    live.observe(order('1', 8, { status: 'filled', remaining: '0' }));
    expect(live.of(scale)).toEqual([]);
    live.observe(order('1', 7));
    expect(live.of(scale)).toEqual([]);
  });

  test('the version changes with fills and ends, not with placements', () => {
    const live = new LiveQuotes();
    const start = live.version;
    live.observe(order('1', 1));
    expect(live.version).toBe(start);
    live.observe(order('1', 2, { filled: '0.001' }));
    live.observe(order('1', 3, { status: 'cancelled' }));
    expect(live.version).toBe(start + 2);
  });
});
