import { GENESIS_TERMS, INSTRUMENT_KIND, type L1Entry, type MarketTerms, stringifyExact } from '@tenor/protocol';
import { AccountClient, ExchangeClient, TradingKey } from '@tenor/sdk';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LocalExchange } from '../../../packages/sdk/test/support/local-exchange.ts';
import { botConfig } from '../src/bot-config.ts';
import { FlowTaker } from '../src/flow-taker.ts';
import { MarketMaker } from '../src/market-maker.ts';

const USD = 1_000_000n;
const HOUR = 3_600_000;
const config = botConfig(
  {
    TENOR_URL: 'http://127.0.0.1:1',
    TENOR_BOT_KEY: `0x${'11'.repeat(32)}`,
    TENOR_BOT_CYCLE_MS: '100',
    TENOR_BOT_FLOW_SECONDS: '0',
  },
  [],
);
const log = pino({ level: 'silent' });
const keys = [1, 2, 3].map((byte) => new TradingKey(new Uint8Array(32).fill(byte)));
let server: LocalExchange;
const accounts: number[] = [];
/** Entries of the queue so far: each account is a registration and a deposit. */
let entries = 0;
let bot: MarketMaker | null = null;
let flow: FlowTaker | null = null;

beforeAll(async () => {
  server = await LocalExchange.start();
  for (const [place, key] of keys.entries()) {
    accounts.push(await server.openAccount(key, 500_000n * USD, BigInt(place + 1)));
    entries += 2;
  }
});
afterAll(async () => {
  await flow?.stop();
  await bot?.stop();
  await server?.remove();
});

async function open(place: number): Promise<AccountClient> {
  return AccountClient.open(await ExchangeClient.connect(server.url), { account: accounts[place]!, key: keys[place]! });
}

/** Lists a series as L1 would. */
async function list(terms: Partial<MarketTerms>): Promise<void> {
  const entry: L1Entry = {
    kind: 'list',
    index: entries++,
    terms: { ...GENESIS_TERMS[0]!, expiryHour: expiry, fundingCapRate: 0n, ...terms },
  };
  const response = await fetch(`${server.url}/internal/command`, {
    method: 'POST',
    headers: { authorization: 'Bearer a token of the tests alone', 'content-type': 'application/json' },
    body: stringifyExact({ kind: 'l1-entry', entry, l1Tx: `0x${'00'.repeat(32)}`, l1Block: 1 }),
  });
  if (!response.ok) throw new Error(await response.text());
}
/** A Friday, 08:00 UTC, one to two weeks away. */
const expiry = 32 + 168 * (Math.ceil((Date.now() / HOUR - 32) / 168) + 1);
const option = (kind: number, instrument: number): Partial<MarketTerms> => ({
  instrument,
  kind,
  strike: 9_500_000n,
  imRate: 157_287n,
  floorRate: 104_858n,
  slopeRate: 0n,
});

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean, what: string): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for: ${what}; last: ${JSON.stringify(await read())}`);
}

test('series that are listed while it runs are quoted, from a second account where the first is full, and traded by the flow', {
  timeout: 240_000,
}, async () => {
  bot = new MarketMaker(await open(0), config, log, () => open(1));
  await bot.start();
  const tickers = async (client: ExchangeClient) =>
    Promise.all(client.instruments.map(({ name }) => client.ticker(name)));
  const watcher = await ExchangeClient.connect(server.url);
  const isQuoted = (count: number) => (all: Awaited<ReturnType<typeof tickers>>) =>
    all.length === count && all.every(({ best_bid, best_ask }) => best_bid !== null && best_ask !== null);
  await until(() => tickers(watcher), isQuoted(2), 'quotes of the perpetuals');

  await list({ instrument: 3, kind: INSTRUMENT_KIND.future });
  await list(option(INSTRUMENT_KIND.call, 4));
  await list(option(INSTRUMENT_KIND.put, 5));
  const all = await until(() => tickers(watcher), isQuoted(5), 'quotes of everything');
  for (const { instrument, mark_price, best_bid, best_ask, index_price } of all) {
    expect(Number(best_bid)).toBeLessThan(Number(best_ask));
    const widest = Number(index_price) / 100;
    expect(Math.abs(Number(best_bid) - Number(mark_price)), instrument).toBeLessThan(widest);
    expect(Math.abs(Number(best_ask) - Number(mark_price)), instrument).toBeLessThan(widest);
  }
  // An account of the small circuit holds four instruments.
  const { desks, unquoted, instruments } = bot.health();
  expect({ desks: desks.map(({ account }) => account), unquoted }).toEqual({
    desks: accounts.slice(0, 2),
    unquoted: [],
  });
  expect(instruments).toHaveLength(5);

  const taker = await open(2);
  flow = new FlowTaker(taker, config, log);
  await flow.start();
  const bought = await until(
    () => taker.positions(),
    (positions) => positions.some(({ instrument }) => /-[CP]$/.test(instrument)),
    'a trade in an option',
  );
  expect(bought.length).toBeLessThanOrEqual(4);
  watcher.close();
  taker.exchange.close();
});
