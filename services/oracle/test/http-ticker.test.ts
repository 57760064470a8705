import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSource, type ExchangeName, type PriceSource } from '../src/index.ts';
import { backoffMilliseconds } from '../src/source/backoff.ts';
import { ReplayExchange } from './support/replay-exchange.ts';
import { until } from './support/until.ts';

const SYMBOLS = { binance: 'BTCUSDT', coinbase: 'BTC-USD', kraken: 'XBTUSD', bitstamp: 'btcusd' } as const;
const market = (mid: number) => ({ bid: `${mid - 1}`, ask: `${mid + 1}`, last: `${mid}`, time: Date.now() });

let exchange: ReplayExchange;
let sources: PriceSource[];
const poll = async (name: ExchangeName): Promise<PriceSource> => {
  const source = await createSource({
    kind: 'ticker',
    name,
    exchange: name,
    transport: 'http',
    symbol: SYMBOLS[name],
    maxAgeMs: 10_000,
    origin: exchange.httpOrigin,
    intervalMs: 10,
  });
  sources.push(source);
  source.start();
  return source;
};

beforeEach(async () => {
  exchange = await ReplayExchange.start();
  sources = [];
});
afterEach(async () => {
  await Promise.all(sources.map((source) => source.stop()));
  await exchange.stop();
});

describe.each(Object.keys(SYMBOLS) as ExchangeName[])('%s over HTTP', (name) => {
  test('is asked again and again', async () => {
    exchange.market = market(94_000);
    const source = await poll(name);
    await until('the first price', () => source.latest?.price === 94_000_000_000n);
    exchange.market = market(94_500);
    await until('the next price', () => source.latest?.price === 94_500_000_000n);
    expect(source.fault).toBeNull();
    expect(Date.now() - source.latest!.observedAt).toBeLessThan(5_000);
  });
});

describe('an exchange in trouble', () => {
  const troubles: [string, (response: ServerResponse) => void, string][] = [
    ['an error', (response) => response.writeHead(503).end('{}'), 'answered 503'],
    ['no JSON', (response) => response.end('<html>'), 'JSON'],
    ['an empty answer', (response) => response.end('{}'), 'no price'],
    ['an endless answer', (response) => response.end('1'.repeat((1 << 20) + 1)), 'longer than a ticker'],
    ['a broken connection', (response) => response.destroy(), 'fetch failed'],
  ];
  test.each(troubles)('with %s keeps its last price, tells its fault and comes back', async (_, trouble, fault) => {
    exchange.market = market(94_000);
    const source = await poll('coinbase');
    await until('the first price', () => source.latest !== null);
    exchange.outOfOrder = trouble;
    await until('the fault', () => source.fault?.includes(fault) === true);
    expect(source.latest?.price).toBe(94_000_000_000n);
    exchange.market = market(95_000);
    exchange.outOfOrder = null;
    await until('the next price', () => source.latest?.price === 95_000_000_000n);
    expect(source.fault).toBeNull();
  });

  test('or with a clock ahead of ours gives prices no newer than their arrival', async () => {
    exchange.market = { ...market(94_000), time: Date.now() + 60_000 };
    const source = await poll('coinbase');
    await until('a price', () => source.latest !== null);
    expect(source.latest!.observedAt).toBeLessThanOrEqual(Date.now());
  });

  test('that never answers does not keep a source from stopping', async () => {
    exchange.outOfOrder = () => undefined;
    const source = await poll('kraken');
    await until('the question', () => exchange.httpRequests === 1);
    const before = Date.now();
    await source.stop();
    expect(Date.now() - before).toBeLessThan(1_000);
    expect(source.fault).toBeNull();
  });

  test('is asked ever more rarely', async () => {
    exchange.outOfOrder = (response) => response.writeHead(429).end('{}');
    const source = await poll('kraken');
    await until('the third question', () => exchange.httpRequests === 3);
    expect(source.fault).toContain('429');
    const waits = [1, 2, 3, 7, 8, 1_000].map((failures) => backoffMilliseconds(failures, () => 1));
    expect(waits).toEqual([250, 500, 1_000, 15_000, 15_000, 15_000]);
    expect(backoffMilliseconds(3, () => 0)).toBe(500);
  });
});
