import { describe, expect, it } from 'vitest';
import { CandleSeries } from '../src/data/worker/candle-series.ts';

const trade = (time: number, price: string, size = '1') => ({
  id: String(time),
  price,
  size,
  side: 'buy' as const,
  time,
});

describe('candles', () => {
  it('carries a history on with trades', () => {
    const series = new CandleSeries(60_000);
    series.reset([{ time: 60_000, open: '100', high: '101', low: '99', close: '100.5', volume: '3' }]);
    series.add(trade(61_000, '102', '0.1'));
    series.add(trade(62_000, '98', '0.2'));
    series.add(trade(120_001, '97'));
    expect(series.candles).toEqual([
      { time: 60_000, open: '100', high: '102', low: '98', close: '98', volume: '3.3' },
      { time: 120_000, open: '97', high: '97', low: '97', close: '97', volume: '1' },
    ]);
  });

  it('ignores trades from before the last one', () => {
    const series = new CandleSeries(60_000);
    series.add(trade(120_000, '100'));
    series.add(trade(59_000, '1'));
    expect(series.candles).toHaveLength(1);
  });
});
