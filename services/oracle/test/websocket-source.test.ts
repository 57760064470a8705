import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSource, type ExchangeName, type PriceSource } from '../src/index.ts';
import { hasRecordedData, recordedLines } from './support/recorded-data.ts';
import { ReplayExchange } from './support/replay-exchange.ts';
import { until } from './support/until.ts';

const SYMBOLS = { binance: 'BTCUSDT', coinbase: 'BTC-USD', kraken: 'BTC/USD', bitstamp: 'btcusd' } as const;
const NAMES = Object.keys(SYMBOLS) as ExchangeName[];
const market = (mid: number) => ({ bid: `${mid - 1}`, ask: `${mid + 1}`, last: `${mid}`, time: Date.now() });

let exchange: ReplayExchange;
let sources: PriceSource[];
const connect = async (name: ExchangeName, idleMs?: number): Promise<PriceSource> => {
  const source = await createSource({
    kind: 'ticker',
    name,
    exchange: name,
    transport: 'websocket',
    symbol: SYMBOLS[name],
    maxAgeMs: 10_000,
    origin: exchange.websocketOrigin,
    idleMs,
  });
  sources.push(source);
  source.start();
  await until(`${name} to be subscribed`, () => exchange.subscribers(name) > 0);
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

describe.each(NAMES)('%s over a socket', (name) => {
  test('subscribes, takes prices, and comes back after the connection was cut', async () => {
    const source = await connect(name);
    expect(source.latest).toBeNull();
    exchange.publish(market(94_000));
    await until('the first price', () => source.latest?.price === 94_000_000_000n);
    expect(source.fault).toBeNull();
    exchange.cut();
    await until('the loss to be told', () => source.fault !== null);
    await until('the new subscription', () => exchange.subscribers(name) === 1);
    exchange.publish(market(94_500));
    await until('the next price', () => source.latest?.price === 94_500_000_000n);
    expect(source.fault).toBeNull();
    expect(exchange.connections).toBe(2);
  });
});

describe('a socket', () => {
  test('survives what it does not understand', async () => {
    const source = await connect('coinbase');
    for (const rubbish of ['', '{', 'null', '[]', '{"type":"ticker","product_id":"BTC-USD","best_bid":"1"}']) {
      exchange.send('coinbase', rubbish);
    }
    exchange.send('coinbase', JSON.stringify({ type: 'error', message: 'slow down' }));
    await until('the refusal', () => source.fault?.includes('slow down') === true);
    expect(source.latest).toBeNull();
    exchange.publish(market(94_000));
    await until('a price', () => source.latest !== null);
    expect(exchange.connections).toBe(1);
  });

  test('is given up when a message is larger than any ticker', async () => {
    const source = await connect('kraken');
    exchange.send('kraken', ' '.repeat((1 << 20) + 1));
    await until('the fault', () => source.fault !== null);
    await until('another connection', () => exchange.connections === 2);
  });

  test('is made anew when it falls silent, and when the exchange asks for it', async () => {
    const source = await connect('bitstamp', 100);
    await until('the silence to be told', () => source.fault?.startsWith('no price from') === true);
    await until('another connection', () => exchange.connections >= 2 && exchange.subscribers('bitstamp') === 1);
    const patient = await connect('coinbase');
    expect(patient.fault).toBeNull();
    const before = exchange.connections;
    exchange.send('bitstamp', JSON.stringify({ event: 'bts:request_reconnect', channel: '', data: '' }));
    await until('the connection asked for', () => exchange.connections > before);
  });

  test('is kept while prices come', async () => {
    const source = await connect('coinbase', 400);
    for (let i = 0; i < 12; i++) {
      exchange.publish(market(94_000 + i));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(source.latest?.price).toBe(94_011_000_000n);
    expect(exchange.connections).toBe(1);
  });

  test('never takes an older price for a newer one, nor an exchange’s clock for ours', async () => {
    const source = await connect('kraken');
    const now = Date.now();
    exchange.publish({ ...market(94_000), time: now + 60_000 });
    await until('a price', () => source.latest !== null);
    expect(source.latest!.observedAt).toBeLessThanOrEqual(Date.now());
    exchange.publish({ ...market(95_000), time: now + 60_000 });
    await until('the newer price', () => source.latest?.price === 95_000_000_000n);
    exchange.publish({ ...market(92_000), time: now - 5_000 });
    exchange.send('kraken', JSON.stringify({ success: false, error: 'the end' }));
    await until('the last message', () => source.fault?.includes('the end') === true);
    expect(source.latest?.price).toBe(95_000_000_000n);
  });

  test('stays closed once stopped', async () => {
    const source = await connect('binance');
    await source.stop();
    await until('the goodbye', () => exchange.subscribers('binance') === 0);
    expect(source.fault).toBeNull();
    const { connections } = exchange;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(exchange.connections).toBe(connections);
    source.start();
    await until('the new connection', () => exchange.subscribers('binance') === 1);
  });

  test('tells the trouble while nobody listens', async () => {
    const source = await connect('binance');
    const { port } = exchange;
    await exchange.stop();
    await until('the refusal', () => source.fault?.includes('ECONNREFUSED') === true);
    exchange = await ReplayExchange.start(port);
    await until('the new connection', () => exchange.subscribers('binance') === 1);
  });
});

describe.skipIf(!hasRecordedData)('recorded markets', () => {
  test('Binance’s own messages are read as they were sent, with their own time', async () => {
    const messages = recordedLines('lob/binance_um_BTCUSDT_perp_rawfeed_2024-08-08_2354.jsonl.gz')
      .slice(0, 20_000)
      .map((line) => line.slice(line.indexOf(' ') + 1));
    const tickers = messages.filter((message) => message.includes('"bookTicker"'));
    expect(tickers.length).toBeGreaterThan(1_000);
    const { b, a, E } = (JSON.parse(tickers.at(-1)!) as { data: { b: string; a: string; E: number } }).data;
    const source = await connect('binance');
    // Depth updates and trades of the same connection carry no best bid and ask and are passed over.
    for (const message of messages) exchange.send('binance', message);
    await until('the last message', () => source.latest?.observedAt === E);
    expect(source.latest!.price).toBe((BigInt(Number(b) * 100) + BigInt(Math.round(Number(a) * 100))) * 5_000n);
    expect(source.fault).toBeNull();
  });

  test('the trades of a crash arrive to the cent', async () => {
    const trades = recordedLines('trades/gemini_BTCUSD_trades_2025-10-10.csv.gz').slice(1);
    const prices = trades.map((line) => line.split(',')[6]!);
    const source = await connect('bitstamp');
    // In order, one after the other: what stands at each stop is the trade just sent.
    for (let at = 0; at < prices.length; at += 500) {
      const batch = prices.slice(at, at + 500);
      for (const last of batch) exchange.publish({ bid: last, ask: last, last, time: Date.now() }, ['bitstamp']);
      const cents = Math.round(Number(batch.at(-1)) * 100);
      await until(`trade ${at + batch.length}`, () => source.latest?.price === BigInt(cents) * 10_000n);
    }
    expect(source.fault).toBeNull();
    expect(prices.length).toBe(24_706);
  });
});
