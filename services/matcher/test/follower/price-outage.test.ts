import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { KeyAuthority, MarginEngine, RandomWalkStream } from '@tenor/margin-engine';
import { EXCHANGES, IndexOracle, IndexPriceStream, WebSocketSource } from '@tenor/oracle';
import { CIRCUIT_SIZES } from '@tenor/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReplayExchange } from '../../../oracle/test/support/replay-exchange.ts';
import { until } from '../../../oracle/test/support/until.ts';
import { marginEngineView } from '../../src/follower/margin-engine-port.ts';
import { RiskWatch } from '../../src/follower/risk-watch.ts';
import { Exchange } from '../../src/sequencer/exchange.ts';
import { lotsPerUnit, underlyingOf } from '../../src/sequencer/underlyings.ts';
import { DOMAIN, ledgers, ORACLE_SECRETS, opening, order, START, USD } from '../sequencer/venue.ts';

const SYMBOLS = { coinbase: 'BTC-USD', kraken: 'BTC/USD', bitstamp: 'btcusd' } as const;
const NAMES = ['coinbase', 'kraken', 'bitstamp'] as const;
const { M, K, V } = CIRCUIT_SIZES.dev;

let directory: string;
let server: ReplayExchange;
let sources: WebSocketSource[];
let oracle: IndexOracle;
let exchange: Exchange;
let engine: MarginEngine;
let watch: RiskWatch;
let now: number;
let lines: { level: number; msg: string }[];
const clock = (): number => now;

/** The exchanges say what the price is now, and every source has heard it. */
async function publish(mid: number): Promise<void> {
  await until('the subscriptions', () => NAMES.every((name) => server.subscribers(name) === 1), 30_000);
  server.publish({ bid: `${mid - 1}`, ask: `${mid + 1}`, last: `${mid}`, time: now }, NAMES);
  await until('the prices', () => sources.every(({ latest }) => latest?.observedAt === now));
}

/** So many seconds with a tick each; the modes that they saw, in order. A mid of null: the exchanges say nothing. */
async function pass(seconds: number, mid: number | null): Promise<string[]> {
  const modes: string[] = [];
  for (let second = 0; second < seconds; second++) {
    now += 1000;
    if (mid !== null) await publish(mid + second);
    await engine.tick(Math.floor(now / 1000));
    const { mode } = exchange.queries.marketMode(now);
    if (modes.at(-1) !== mode) modes.push(mode);
  }
  return modes;
}

const log = pino(
  new Writable({
    write: (line, _, done) => {
      lines.push(JSON.parse(String(line)));
      done();
    },
  }),
);

function connect(): void {
  const { websocketOrigin } = server;
  sources = NAMES.map((name) => {
    const { websocket } = EXCHANGES[name];
    const symbol = SYMBOLS[name];
    return new WebSocketSource({
      name,
      url: new URL(websocket.path(symbol), websocketOrigin).href,
      subscribe: websocket.subscribe(symbol),
      parse: (message) => websocket.parse(message, symbol),
      now: clock,
    });
  });
  const each = sources.map((source) => ({ source, maxAgeMs: 5_000 }));
  oracle = new IndexOracle({ underlying: 'BTC', sources: each, now: clock });
  oracle.start();
}

async function openExchange(): Promise<void> {
  directory = await mkdtemp(join(tmpdir(), 'tenor-outage-'));
  exchange = await Exchange.open({ dataDir: directory, identity: 'outage', ledgers, log, probe: false });
  for (const command of opening(2)) await exchange.submit(command);
  watch = new RiskWatch(exchange, K);
  const walk = new RandomWalkStream({ seed: 1, start: 3_000n * USD, stepPpb: 1_000, ticksPerJump: 1_000, jumpPpb: 0 });
  const streams = [new IndexPriceStream(oracle, 3_000), walk];
  engine = new MarginEngine({
    exchange: marginEngineView(exchange, watch, clock),
    indexes: streams.map((prices, place) => ({
      underlying: place + 1,
      lotsPerUnit: lotsPerUnit(underlyingOf(place + 1)),
      prices,
    })),
    authority: new KeyAuthority({ secrets: ORACLE_SECRETS, quorum: V, domain: DOMAIN }),
    rows: M,
    log,
  });
}

beforeEach(async () => {
  now = START;
  lines = [];
  server = await ReplayExchange.start();
  connect();
  await openExchange();
});
afterEach(async () => {
  watch.stop();
  await exchange.close();
  await oracle.stop();
  await server.stop();
  await rm(directory, { recursive: true });
});

test('when the connections stop, trading stops by and by, and comes back with them', { timeout: 120_000 }, async () => {
  const bid = order(1, { size: 10n, slot: 1 });
  expect(await pass(3, 100_000)).toEqual(['running']);
  await exchange.submit({ ...bid, time: now });

  const { port } = server;
  await server.stop();
  const lastPrice = now;
  expect(await pass(200, null)).toEqual(['running', 'reduce-only', 'halted']);
  // No round speaks of a time at which the index was gone for longer than it may be repeated.
  expect(exchange.queries.round()!.time * 1000).toBeLessThanOrEqual(lastPrice + 5_000 + 3_000);
  expect(oracle.report.index.reason).toMatch(/BTC|sources/);
  await expect(exchange.submit({ ...order(2, { side: 1 }), time: now })).rejects.toMatchObject({
    name: 'MARKET_HALTED',
  });
  expect(exchange.queries.openOrders(1)).toHaveLength(1);

  server = await ReplayExchange.start(port);
  expect(await pass(15, 101_000)).toEqual(['halted', 'reduce-only', 'running']);
  const taken = await exchange.submit({ ...order(2, { side: 1, size: 10n }), time: now });
  expect(taken.order).toMatchObject({ status: 'filled' });
  const told = lines.filter(({ msg }) => msg.startsWith('no price') || msg.startsWith('all prices'));
  expect(told.map(({ msg }) => msg)).toEqual(['no price: no round until it is back', 'all prices are back']);
});
