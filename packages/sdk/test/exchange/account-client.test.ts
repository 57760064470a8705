import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  AccountClient,
  ApiError,
  ExchangeClient,
  type OrderBook,
  type OrderJson,
  RestClient,
  TradingKey,
  verifyReceipt,
} from '../../src/index.ts';
import { LocalExchange } from '../support/local-exchange.ts';
import { until } from '../support/local-server.ts';

const USD = 1_000_000n;
const aliceKey = new TradingKey(new Uint8Array(32).fill(1));
const bobKey = new TradingKey(new Uint8Array(32).fill(2));
let server: LocalExchange;
let alice = 0;
let savings = 0;
let bob = 0;
const open: ExchangeClient[] = [];

beforeAll(async () => {
  server = await LocalExchange.start();
  alice = await server.openAccount(aliceKey, 100_000n * USD);
  savings = await server.openAccount(aliceKey, 1n * USD);
  bob = await server.openAccount(bobKey, 100_000n * USD, 0xdefn);
});
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});
afterAll(() => server.remove());

async function client(account: number, key: TradingKey, slotOffset = 0): Promise<AccountClient> {
  const exchange = await ExchangeClient.connect(server.url);
  open.push(exchange);
  return AccountClient.open(exchange, { account, key, slotOffset });
}

/** Whole dollars at a share of the mark, so that it is on the tick. */
async function dollarsAt({ exchange }: AccountClient, share: number): Promise<string> {
  const { mark_price } = await exchange.ticker('BTC-PERP');
  return Math.round(Number(mark_price) * share).toString();
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );

describe('an account on a real exchange', () => {
  test('an order rests, is in the book stream, is cancelled, and its slot is free again', async () => {
    const trader = await client(alice, aliceKey);
    const seen = { book: null as OrderBook | null };
    await trader.exchange.book('BTC-PERP', { update: (book) => (seen.book = book) }, 'raw');
    const price = await dollarsAt(trader, 0.98);
    const { order, receipt } = await trader.place({
      instrument: 'BTC-PERP',
      side: 'buy',
      price,
      size: '0.01',
      postOnly: true,
    });
    expect(order).toMatchObject({ status: 'open', price, amount: '0.01', stage: 'accepted' });
    expect(trader.busySlots).toBe(1);
    await until(() => seen.book?.bids.some(({ text }) => text[0] === price) ?? false, 'the order in the book');
    await trader.cancel({ order_id: order.order_id });
    await until(() => seen.book?.bids.every(({ text }) => text[0] !== price) ?? false, 'the book without it');
    expect(trader.busySlots).toBe(0);
    const { receipt_key } = await trader.exchange.status();
    const deployment = { chainId: 31337, exchange: trader.exchange.config.l1.exchange, receiptKey: receipt_key };
    expect(receipt && (await verifyReceipt(receipt, { ...deployment, receiptKey: receipt_key as `0x${string}` }))).toBe(
      true,
    );
  });

  test('a trade reaches both sides: fills, positions, fees', async () => {
    const maker = await client(alice, aliceKey);
    const taker = await client(bob, bobKey);
    const fills: string[] = [];
    await maker.follow('fills', (message, isFresh) => {
      if (!isFresh) fills.push(...message.fills.map(({ liquidity }) => liquidity));
    });
    const price = await dollarsAt(maker, 1);
    await maker.place({ instrument: 'BTC-PERP', side: 'sell', price, size: '0.02' });
    const bought = await taker.place({
      instrument: 'BTC-PERP',
      side: 'buy',
      price,
      size: '0.01',
      type: 'market',
      timeInForce: 'ioc',
    });
    expect(bought.order).toMatchObject({ status: 'filled', filled: '0.01' });
    expect(bought.fills.map(({ liquidity, size }) => [liquidity, size])).toEqual([['taker', '0.01']]);
    expect((await taker.positions())[0]).toMatchObject({ instrument: 'BTC-PERP', size: '0.01' });
    expect((await maker.positions())[0]).toMatchObject({ size: '-0.01' });
    await until(() => fills.includes('maker'), 'the fill of the maker');
    await maker.cancelAll();
    await until(() => maker.busySlots === 0, 'the slots');
    expect(taker.busySlots).toBe(0);
  });

  test('many orders at once get slots of their own', async () => {
    const trader = await client(alice, aliceKey);
    const price = await dollarsAt(trader, 0.97);
    const placed = await Promise.all(
      Array.from({ length: 30 }, () => trader.place({ instrument: 'BTC-PERP', side: 'buy', price, size: '0.0001' })),
    );
    expect(new Set(placed.map(({ order }) => order.slot)).size).toBe(30);
    expect(new Set(placed.map(({ order }) => order.order_id)).size).toBe(30);
    await trader.cancelAll();
    await until(() => trader.busySlots === 0, 'the slots');
  });

  test('two programs on one account: a slot in use costs nothing but another slot', async () => {
    const first = await client(alice, aliceKey, 40);
    const price = await dollarsAt(first, 0.97);
    const second = await client(alice, aliceKey, 40);
    const one = await first.place({ instrument: 'BTC-PERP', side: 'buy', price, size: '0.0001' });
    const other = await second.place({ instrument: 'BTC-PERP', side: 'buy', price, size: '0.0001' });
    expect(one.order.slot).toBe(40);
    expect(other.order.slot).not.toBe(40);
    await second.cancelAll();
  });

  test('a refusal has its number, before or after it is sent, and holds no slot', async () => {
    const trader = await client(bob, bobKey);
    const price = await dollarsAt(trader, 1);
    const base = { instrument: 'BTC-PERP', side: 'buy', price, size: '0.01' } as const;
    expect(await failure(Promise.resolve().then(() => trader.place({ ...base, size: '0.00001' })))).toMatchObject({
      name: 'OFF_LOT',
    });
    expect(await failure(Promise.resolve().then(() => trader.place({ ...base, price: `${price}.05` })))).toMatchObject({
      name: 'OFF_TICK',
    });
    const refused = await failure(trader.place({ ...base, size: '900' }));
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ name: 'MARGIN', code: 30001 });
    expect(trader.busySlots).toBe(0);
  });

  test('money moves to an account of the same owner, or out, and nowhere else', async () => {
    const trader = await client(alice, aliceKey);
    const before = Number((await trader.state()).collateral);
    const { movement } = await trader.transfer(savings, '12.5');
    expect(movement).toMatchObject({ kind: 'transfer_out', amount: '12.5', counterparty: savings });
    expect((await trader.withdraw('7.25')).movement).toMatchObject({ kind: 'withdrawal', amount: '7.25' });
    expect(Number((await trader.state()).collateral)).toBeCloseTo(before - 19.75, 6);
    expect(await failure(trader.transfer(bob, '1'))).toMatchObject({ name: 'NOT_OWNER' });
    expect(await failure(trader.withdraw('99999999'))).toMatchObject({ name: 'INSUFFICIENT_FUNDS' });
    const movements = (await trader.transfers()).results.map(({ kind }) => kind);
    expect(movements).toEqual(expect.arrayContaining(['register', 'deposit', 'transfer_out', 'withdrawal']));
  });

  test('a margin mode is taken and given back, and refused where nothing is listed or too little is there', async () => {
    const trader = await client(alice, aliceKey);
    expect((await trader.state()).margin_mode).toBe('standard');
    const { now, after, accepted } = await trader.marginPreview({ margin_mode: 'portfolio:BTC' });
    expect([now.initial_margin, accepted]).toEqual([(await trader.state()).initial_margin, true]);
    const { account, receipt } = await trader.setMarginMode('portfolio:BTC');
    expect(account.initial_margin).toBe(after.initial_margin);
    expect(account).toMatchObject({ account: alice, margin_mode: 'portfolio:BTC' });
    expect(receipt.engine_seq).toBeGreaterThan(0);
    expect((await trader.state()).margin_mode).toBe('portfolio:BTC');
    expect((await trader.setMarginMode('standard')).account.margin_mode).toBe('standard');
    expect(await failure(trader.setMarginMode('portfolio:DOGE'))).toMatchObject({ name: 'INVALID_PARAMS' });
    // A perpetual alone needs three times as much in portfolio margin: most of the money stands in an order that standard margin bears.
    const price = await dollarsAt(trader, 0.99);
    await trader.place({ instrument: 'BTC-PERP', side: 'buy', price, size: '10' });
    const refused = await failure(trader.setMarginMode('portfolio:BTC'));
    expect(refused).toMatchObject({ name: 'MARGIN', data: { param: 'instruction.instrument' } });
    const { reason } = await trader.marginPreview({ margin_mode: 'portfolio:BTC' });
    expect(reason).toMatchObject({ name: 'MARGIN', code: (refused as ApiError).code });
    await trader.cancelAll();
    expect(trader.busySlots).toBe(0);
  });

  test('a cancel-all for good kills what was signed before, and the client goes on', async () => {
    const trader = await client(bob, bobKey);
    const price = await dollarsAt(trader, 0.98);
    await trader.place({ instrument: 'BTC-PERP', side: 'buy', price, size: '0.01' });
    const { cancelled } = await trader.cancelAllForGood();
    expect(cancelled.length).toBe(1);
    const again = await trader.place({ instrument: 'BTC-PERP', side: 'buy', price, size: '0.01' });
    expect(again.order.status).toBe('open');
    expect(BigInt((await trader.state()).min_generation)).toBeLessThan(BigInt(again.order.generation));
    await trader.cancelAll();
  });

  test('another key cannot log in', async () => {
    expect(await failure(client(bob, aliceKey))).toBeInstanceOf(ApiError);
  });

  test('reads over HTTP agree with those over the socket', async () => {
    const trader = await client(alice, aliceKey);
    const rest = new RestClient(server.url);
    expect((await rest.call('public/instruments', {})).instruments).toEqual(
      trader.exchange.instruments.map(({ specification }) => specification),
    );
    expect(await failure(rest.call('public/ticker', { instrument: 'DOGE-PERP' }))).toMatchObject({
      name: 'UNKNOWN_INSTRUMENT',
    });
  });

  test('a restart of the exchange: logged in again, resting orders known, streams restored', async () => {
    const trader = await client(alice, aliceKey);
    const snapshots: OrderJson[][] = [];
    await trader.follow('orders', ({ orders }, isFresh) => {
      if (isFresh) snapshots.push(orders);
    });
    const price = await dollarsAt(trader, 0.98);
    const { order } = await trader.place({ instrument: 'BTC-PERP', side: 'buy', price, size: '0.01' });
    const before = snapshots.length;
    await server.down();
    await until(() => trader.exchange.connection.state !== 'open', 'the loss to be noticed');
    await server.up();
    const state = await trader.call('private/account', {});
    expect(state.account).toBe(alice);
    await until(() => snapshots.length > before, 'the snapshot after the restart');
    expect(snapshots.at(-1)?.map(({ order_id }) => order_id)).toContain(order.order_id);
    expect(trader.busySlots).toBe(1);
    await trader.cancelAll();
    await until(() => trader.busySlots === 0, 'the slot');
  });
});
