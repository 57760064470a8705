import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookChecksum } from '../../src/gateway/book-checksum.ts';
import { ClientBook, FeedClient } from './feed-client.ts';
import { GatewayRig, type Trader } from './gateway-rig.ts';

let rig: GatewayRig;
let maker: Trader;
let taker: Trader;
let makerToken: string;
let takerToken: string;

beforeAll(async () => {
  rig = await GatewayRig.start();
  [maker, taker] = rig.traders as [Trader, Trader];
  makerToken = await rig.login(maker);
  takerToken = await rig.login(taker);
});
afterAll(() => rig.close());
beforeEach(async () => {
  await rig.call('private/cancel_all', {}, makerToken);
  await rig.call('private/cancel_all', {}, takerToken);
});

/** Orders and cancels around the mark: a deterministic stir of both sides of the book. */
async function stir(rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    const side = (i % 2) as 0 | 1;
    const price = side === 0 ? 9_499_990n - BigInt((i * 7) % 40) * 10n : 9_500_000n + BigInt((i * 11) % 40) * 10n;
    const { result } = await rig.call('private/place', rig.order(maker, side, price, BigInt(1 + (i % 5))), makerToken);
    if (i % 3 === 0) await rig.call('private/cancel', { order_id: result.order.order_id }, makerToken);
    if (i % 5 === 4) {
      const limit = side === 0 ? 9_500_500n : 9_499_000n;
      await rig.call('private/place', { ...rig.order(taker, side, limit, 3n), time_in_force: 'ioc' }, takerToken);
    }
  }
}

test.each(['raw', '100ms'])(
  'a book kept from book.BTC-PERP.%s follows the exchange, gap-free and with right checksums',
  async (speed) => {
    await stir(6);
    const feed = await FeedClient.open(rig.url);
    const channel = `book.BTC-PERP.${speed}`;
    await feed.call('public/subscribe', { channels: [channel] });
    await stir(40);
    const { result: exact } = await rig.call('public/order_book', { instrument: 'BTC-PERP' });
    const isThere = (type: string) => feed.of(channel).some((m) => m.type === type && m.seq >= exact.seq);
    await feed.until(channel, () => isThere('change') && isThere('checksum'));
    const messages = feed.of(channel);
    expect(messages[0]).toMatchObject({ type: 'snapshot', prev_seq: null });
    const book = new ClientBook(bookChecksum);
    for (const message of messages) book.apply(message);
    expect(book.sorted('bids')).toEqual(exact.bids);
    expect(book.sorted('asks')).toEqual(exact.asks);
    expect(book.checksums).toBeGreaterThan(1);
    expect(bookChecksum(exact.bids, exact.asks)).toBe(exact.checksum);
    const late = await FeedClient.open(rig.url);
    await late.call('public/subscribe', { channels: [channel] });
    expect(late.of(channel)).toMatchObject([{ type: 'snapshot', bids: exact.bids, asks: exact.asks }]);
    feed.close();
    late.close();
  },
);

test('one lost message is noticed by the chain of numbers', async () => {
  const feed = await FeedClient.open(rig.url);
  await feed.call('public/subscribe', { channels: ['book.BTC-PERP.raw'] });
  await stir(5);
  const messages = await feed.until('book.BTC-PERP.raw', (all) => all.length > 4);
  const book = new ClientBook(bookChecksum);
  book.apply(messages[0]!);
  expect(() => book.apply(messages[2]!)).toThrow('a gap');
  feed.close();
});

test('trades, top of book and ticker follow the fills', async () => {
  const feed = await FeedClient.open(rig.url);
  const channels = ['trades.BTC-PERP', 'bbo.BTC-PERP', 'ticker.BTC-PERP', 'finality'];
  const { result } = await feed.call('public/subscribe', { channels });
  expect(result).toEqual({ subscribed: [...channels].sort() });
  await rig.call('private/place', rig.order(maker, 1, 9_450_000n, 7n), makerToken);
  await rig.call('private/place', rig.order(taker, 0, 9_450_000n, 7n), takerToken);
  await feed.until('trades.BTC-PERP', (all) => all.some(({ type }) => type === 'change'));
  const change = feed.of('trades.BTC-PERP').find(({ type }) => type === 'change');
  expect(change).toMatchObject({
    prev_seq: 0,
    seq: 1,
    trades: [{ price: expect.any(String), side: expect.any(String) }],
  });
  await feed.until('ticker.BTC-PERP', (all) => all.length > 1);
  const { result: book } = await rig.call('public/order_book', { instrument: 'BTC-PERP', depth: 1 });
  const top = (await feed.until('bbo.BTC-PERP', (all) => all.length > 1)).at(-1);
  expect(top).toMatchObject({ bid: book.bids[0] ?? null, ask: book.asks[0] ?? null });
  const { result: latest } = await rig.call('public/batches', { limit: 1 });
  expect(feed.of('finality').at(-1)).toMatchObject({ batches: expect.arrayContaining(latest.results) });
  feed.close();
});

test('private channels need a login on the connection and carry only the own account', async () => {
  const feed = await FeedClient.open(rig.url);
  const channels = ['orders', 'fills', 'positions', 'account'];
  expect(await feed.call('private/subscribe', { channels })).toMatchObject({ error: { name: 'UNAUTHENTICATED' } });
  await feed.call('private/login', await rig.loginParams(taker));
  expect(await feed.call('private/subscribe', { channels })).toMatchObject({
    result: { subscribed: [...channels].sort() },
  });
  await rig.call('private/place', rig.order(maker, 1, 9_440_000n, 2n), makerToken);
  const signed = rig.order(taker, 0, 9_440_000n, 2n);
  expect(await feed.call('private/place', { ...signed, client_id: 'over the socket' })).toMatchObject({
    error: { name: 'INVALID_PARAMS' },
  });
  expect(await feed.call('private/place', { ...signed, client_id: 'ws-1' })).toMatchObject({
    result: { order: { status: 'filled' } },
  });
  const fills = await feed.until('fills', (all) => all.some(({ type }) => type === 'change'));
  const isOwn = (record: unknown) => (record as { account: number }).account === taker.account;
  for (const { fills: list } of fills) expect((list as unknown[]).every(isOwn)).toBe(true);
  const orders = await feed.until('orders', (all) => all.length > 1);
  expect(orders.at(-1)).toMatchObject({ orders: [{ client_id: 'ws-1', status: 'filled', account: taker.account }] });
  await feed.until('positions', (all) => all.length > 1);
  await feed.until('account', (all) => all.length > 1);
  feed.close();
});

test('unknown channels and instruments are refused as a whole; leaving a channel ends it', async () => {
  const feed = await FeedClient.open(rig.url);
  const both = ['bbo.BTC-PERP', 'bbo.XRP-PERP'];
  expect(await feed.call('public/subscribe', { channels: both })).toMatchObject({
    error: { name: 'UNKNOWN_INSTRUMENT' },
  });
  expect(await feed.call('public/subscribe', { channels: ['books'] })).toMatchObject({
    error: { name: 'INVALID_PARAMS' },
  });
  expect(feed.messages).toEqual([]);
  await feed.call('public/subscribe', { channels: ['book.BTC-PERP.raw'] });
  expect(await feed.call('public/unsubscribe', { channels: ['book.BTC-PERP.raw'] })).toMatchObject({
    result: { subscribed: [] },
  });
  const count = feed.messages.length;
  await stir(2);
  expect(feed.messages.length).toBe(count);
  feed.close();
});

test('commands of one connection keep their order: a cancel-all right behind an order takes it', async () => {
  const feed = await FeedClient.open(rig.url);
  await feed.call('private/login', await rig.loginParams(maker));
  const orders = Array.from({ length: 5 }, (_, i) =>
    feed.call('private/place', rig.order(maker, 0, 9_300_000n + BigInt(i) * 10n, 1n)),
  );
  const cancelled = feed.call('private/cancel_all', {});
  const placed = (await Promise.all(orders)) as { result: { order: { order_id: string } } }[];
  const { result } = (await cancelled) as { result: { cancelled: { order_id: string }[] } };
  const ids = result.cancelled.map(({ order_id }) => order_id);
  expect(ids).toEqual(expect.arrayContaining(placed.map((one) => one.result.order.order_id)));
  feed.close();
});
