import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveHealth } from '@tenor/bot';
import { AccountClient, ExchangeClient, type OrderBookJson, TradingKey } from '@tenor/sdk';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalExchange } from '../../../packages/sdk/test/support/local-exchange.ts';
import { botConfig } from '../src/bot-config.ts';
import { MarketMaker } from '../src/market-maker.ts';

const USD = 1_000_000n;
const key = new TradingKey(new Uint8Array(32).fill(9));
const takerKey = new TradingKey(new Uint8Array(32).fill(8));
const config = botConfig(
  { TENOR_URL: 'http://127.0.0.1:1', TENOR_BOT_KEY: `0x${'11'.repeat(32)}`, TENOR_BOT_CYCLE_MS: '100' },
  [],
);
const PERPETUALS = ['BTC-PERP', 'ETH-PERP'];
let server: LocalExchange;
let account: AccountClient;
let taker: AccountClient;

async function open(id: number, signer: TradingKey): Promise<AccountClient> {
  return AccountClient.open(await ExchangeClient.connect(server.url), { account: id, key: signer });
}

beforeAll(async () => {
  server = await LocalExchange.start();
  account = await open(await server.openAccount(key, 500_000n * USD), key);
  taker = await open(await server.openAccount(takerKey, 100_000n * USD, 0x77n), takerKey);
});
afterAll(async () => {
  account?.exchange.close();
  taker?.exchange.close();
  await server?.remove();
});

const bookOf = (instrument: string): Promise<OrderBookJson> =>
  account.exchange.call('public/order_book', { instrument });

async function untilBooks(holds: (books: OrderBookJson[]) => boolean, what: string): Promise<OrderBookJson[]> {
  for (let i = 0; i < 100; i++) {
    const books = await Promise.all(PERPETUALS.map(bookOf));
    if (holds(books)) return books;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for: ${what}`);
}

describe('the market maker on a real exchange', () => {
  test('quotes both perpetuals around the mark, serves takers, and leaves nothing behind', {
    timeout: 240_000,
  }, async () => {
    const bot = new MarketMaker(account, config, pino({ level: 'silent' }));
    await bot.start();
    const full = (books: OrderBookJson[]) => books.every(({ bids, asks }) => bids.length === 3 && asks.length === 3);
    for (const { instrument, bids, asks } of await untilBooks(full, 'three levels a side')) {
      const mark = Number((await account.exchange.ticker(instrument)).mark_price);
      expect(Number(bids[0]![0])).toBeLessThan(Number(asks[0]![0]));
      expect(Math.abs(Number(bids[0]![0]) / mark - 1)).toBeLessThan(0.005);
      expect(Math.abs(Number(asks[0]![0]) / mark - 1)).toBeLessThan(0.005);
    }

    const { mark_price } = await taker.exchange.ticker('BTC-PERP');
    const price = Math.round(Number(mark_price) * 1.02).toString();
    const order = {
      instrument: 'BTC-PERP',
      side: 'buy',
      price,
      size: '0.02',
      type: 'market',
      timeInForce: 'ioc',
    } as const;
    expect((await taker.place(order)).order).toMatchObject({ status: 'filled', filled: '0.02' });
    const inventory = () => bot.health().instruments.find(({ instrument }) => instrument === 'BTC-PERP')?.inventory;
    for (let i = 0; i < 50 && inventory() !== '-0.02'; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(inventory()).toBe('-0.02');
    await untilBooks(full, 'the filled quote to be renewed');
    expect(bot.health()).toMatchObject({ mode: 'normal', connection: 'open', openQuotes: 12 });

    await bot.stop();
    await untilBooks((books) => books.every(({ bids, asks }) => bids.length + asks.length === 0), 'an empty book');
  });

  test('takes its quotes off while the kill switch is thrown, and says so', { timeout: 240_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenor-maker-'));
    const killFile = join(folder, 'stop');
    const bot = new MarketMaker(account, { ...config, killFile }, pino({ level: 'silent' }));
    await bot.start();
    const page = await serveHealth('market maker', bot, 0);
    const healthOf = async () => (await fetch(`${page.url}/health`)).json() as Promise<{ mode: string }>;
    const isFull = (books: OrderBookJson[]) => books.every(({ bids, asks }) => bids.length > 0 && asks.length > 0);
    const isEmpty = (books: OrderBookJson[]) => books.every(({ bids, asks }) => bids.length + asks.length === 0);
    await untilBooks(isFull, 'quotes');
    expect(await healthOf()).toMatchObject({ mode: 'normal' });
    writeFileSync(killFile, '');
    await untilBooks(isEmpty, 'no quotes');
    expect(await healthOf()).toMatchObject({ mode: 'killed' });
    expect(await (await fetch(`${page.url}/metrics`)).text()).toContain('tenor_market_maker_killed 1');
    rmSync(killFile);
    await untilBooks(isFull, 'quotes again');
    await bot.stop();
    await page.close();
    rmSync(folder, { recursive: true });
  });
});
