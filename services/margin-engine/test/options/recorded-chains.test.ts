import { describe, expect, test } from 'vitest';
import { fitSurface, parseRecordedChain, type RecordedOption, recordedQuotes } from '../../src/index.ts';
import { type ChainName, haveRecordings, readChain } from './recorded/chains.ts';
import { compareChain } from './recorded/compare-chain.ts';

describe('reading a chain', () => {
  test('keeps commas inside quotes and knows what nobody quotes', () => {
    const csv = [
      ',expiration_timestamp,option_type,instrument_name,strike,underlying_price,timestamp,mark_price,mark_iv,index_price,greeks,bids,best_bid_price,best_ask_price',
      `0,1590134400000,put,BTC-22MAY20-9250-P,9250.0,9096.11,1590103193775,0.02124908,62.5,9095.83,"{'vega': 0.94545, 'theta': -40.2, 'gamma': 1e-05, 'delta': -0.73032}","[[0.02, 9.0], [0.019, 5.0]]",0.02,0.0`,
    ].join('\r\n');
    expect(parseRecordedChain(csv)).toEqual([
      {
        currency: 'BTC',
        kind: 'put',
        strike: 9250,
        expiry: 1590134400,
        time: 1590103193.775,
        forward: 9096.11,
        index: 9095.83,
        bid: 0.02,
        ask: null,
        mark: 0.02124908,
        markVolatility: 0.625,
        delta: -0.73032,
        vega: 0.94545,
      },
    ]);
    expect(() => parseRecordedChain(csv.replace('put', 'swap'))).toThrow('neither');
    expect(() => parseRecordedChain(csv.replace('9096.11', 'x'))).toThrow('Line 2');
    expect(() => parseRecordedChain('time,price\n1,2')).toThrow('columns');
  });
});

/**
 * What holds, with room of about a fifth to a third. The venue prints four decimals of the volatility, in percent two: half of the last one is worth up to 2e-5 of the
 * underlying. In the snapshots mark, volatility and forward are not from one moment, which shows on the day after the crash above all; their delta and vega
 * were computed by the collector and are no measure. `surface` is bounded by what quotes can tell: half of the middle spread is 5e-4 to 2e-3.
 */
const HOLDS: readonly {
  readonly name: ChainName;
  readonly currency: string;
  readonly series: number;
  readonly price: { readonly p50: number; readonly p95: number };
  readonly surface: { readonly p50: number; readonly p90: number };
  readonly withinQuote: number;
  readonly forward: number;
}[] = [
  {
    name: 'full ticker 2020-05-21',
    currency: 'BTC',
    series: 326,
    price: { p50: 5e-6, p95: 5.5e-5 },
    surface: { p50: 2.3e-4, p90: 1e-3 },
    withinQuote: 0.92,
    forward: 3e-3,
  },
  {
    name: 'calm 2026-01-15',
    currency: 'BTC',
    series: 682,
    price: { p50: 4e-6, p95: 2.5e-5 },
    surface: { p50: 1e-4, p90: 4e-4 },
    withinQuote: 0.95,
    forward: 5e-4,
  },
  {
    name: 'calm 2026-01-15',
    currency: 'ETH',
    series: 732,
    price: { p50: 1e-5, p95: 1e-4 },
    surface: { p50: 1e-4, p90: 4e-4 },
    withinQuote: 0.96,
    forward: 1e-3,
  },
  {
    name: 'crash 2026-02-05',
    currency: 'BTC',
    series: 902,
    price: { p50: 3e-5, p95: 7e-4 },
    surface: { p50: 4e-4, p90: 1.5e-3 },
    withinQuote: 0.9,
    forward: 2e-3,
  },
  {
    name: 'crash 2026-02-05',
    currency: 'ETH',
    series: 938,
    price: { p50: 3e-5, p95: 7e-4 },
    surface: { p50: 4e-4, p90: 5e-3 },
    withinQuote: 0.97,
    forward: 2e-3,
  },
  {
    name: 'day after 2026-02-06',
    currency: 'BTC',
    series: 858,
    price: { p50: 1.2e-4, p95: 2.7e-3 },
    surface: { p50: 2e-4, p90: 1.1e-3 },
    withinQuote: 0.85,
    forward: 1e-3,
  },
  {
    name: 'day after 2026-02-06',
    currency: 'ETH',
    series: 876,
    price: { p50: 5e-5, p95: 1.4e-3 },
    surface: { p50: 1.4e-4, p90: 7e-4 },
    withinQuote: 0.97,
    forward: 2e-3,
  },
];

describe.skipIf(!haveRecordings())('against recorded chains', () => {
  test.each(HOLDS)('$name, $currency', ({ name, currency, series, price, surface, withinQuote, forward }) => {
    const compared = compareChain(readChain(name, currency));
    expect(compared.series).toBe(series);
    expect(compared.priceAtQuotedVolatility.p50).toBeLessThan(price.p50);
    expect(compared.priceAtQuotedVolatility.p95).toBeLessThan(price.p95);
    expect(compared.surfaceSmile.p50).toBeLessThan(surface.p50);
    expect(compared.surfaceSmile.p90).toBeLessThan(surface.p90);
    expect(compared.surfaceSmile.p50, 'better than half a spread').toBeLessThan(compared.halfSpreadP50 / 2);
    expect(compared.withinQuote).toBeGreaterThan(withinQuote);
    expect(compared.forwardErrorMax).toBeLessThan(forward);
  });

  test('200 series are fitted within 50 ms of one core', () => {
    const options = [...readChain('calm 2026-01-15', 'BTC')];
    const distance = ({ strike, forward, expiry, time }: RecordedOption): number =>
      Math.abs(Math.log(strike / forward)) / Math.sqrt(expiry - time);
    const chain = recordedQuotes(options.sort((a, b) => distance(a) - distance(b)).slice(0, 200));
    const milliseconds = Array.from({ length: 8 }, () => {
      const from = process.cpuUsage();
      expect(fitSurface(chain).slices).toHaveLength(12);
      const { user, system } = process.cpuUsage(from);
      return (user + system) / 1000;
    });
    // The first ones are compiled meanwhile.
    expect(Math.min(...milliseconds)).toBeLessThan(50);
  });

  test('the greeks of the venue itself: delta to 1e-4 of 99 %, vega to 2e-7 of the underlying', () => {
    const { delta, vega, priceAtQuotedVolatility } = compareChain(readChain('full ticker 2020-05-21', 'BTC'));
    expect(delta.p99).toBeLessThan(1e-4);
    expect(delta.max).toBeLessThan(2e-4);
    expect(vega.max).toBeLessThan(2e-7);
    expect(priceAtQuotedVolatility.shareWithin1e4).toBeGreaterThan(0.97);
  });
});
