import { afterAll, beforeAll, expect, test } from 'vitest';
import { FeedClient } from './feed-client.ts';
import { GatewayRig, type Trader } from './gateway-rig.ts';

const FILL_PER_SECOND = 0.01;
const rates = {
  orders: { burst: 3, perSecond: FILL_PER_SECOND },
  cancels: { burst: 6, perSecond: FILL_PER_SECOND },
  reads: { burst: 30, perSecond: FILL_PER_SECOND },
  subscriptions: { burst: 4, perSecond: FILL_PER_SECOND },
};
let rig: GatewayRig;
let trader: Trader;
let other: Trader;
let token: string;

beforeAll(async () => {
  rig = await GatewayRig.start({ rates });
  [trader, other] = rig.traders as [Trader, Trader];
  token = await rig.login(trader);
});
afterAll(() => rig.close());

test('orders run out with an error that says how long to wait; cancels and cancel-all still pass', async () => {
  const place = () => rig.call('private/place', rig.order(trader, 0, 9_400_000n, 1n), token);
  const remaining: number[] = [];
  for (let i = 0; i < 3; i++) remaining.push((await place()).limits.remaining);
  expect(remaining).toEqual([2, 1, 0]);
  const hash = rig.exchange.stateHash();
  const refused = await place();
  expect(refused).toMatchObject({
    status: 429,
    error: { name: 'RATE_LIMIT', data: { param: 'orders', retryable: true } },
  });
  expect(refused.error.data.retry_after_ms).toBeGreaterThan(90_000);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(90);
  expect(rig.exchange.stateHash()).toBe(hash);

  for (let i = 0; i < 6; i++) {
    expect((await rig.call('private/cancel', { client_id: 'none' }, token)).error.name).toBe('ORDER_NOT_FOUND');
  }
  expect((await rig.call('private/cancel', { client_id: 'none' }, token)).error.name).toBe('RATE_LIMIT');
  const all = await rig.call('private/cancel_all', {}, token);
  expect(all.result.cancelled).toHaveLength(3);
  for (let i = 0; i < 20; i++) expect((await rig.call('private/cancel_all', {}, token)).status).toBe(200);
});

test('one account cannot use up what another one has', async () => {
  const otherToken = await rig.login(other);
  const { limits } = await rig.call('private/place', rig.order(other, 0, 9_400_000n, 1n), otherToken);
  expect(limits).toMatchObject({ bucket: 'orders', remaining: 2, limit: 3 });
});

test('subscriptions have a budget of their own and a most of 500 on a connection', async () => {
  const feed = await FeedClient.open(rig.url);
  for (let i = 0; i < 4; i++) {
    const reply = await feed.call('public/subscribe', { channels: ['bbo.BTC-PERP'] });
    expect(reply).toMatchObject({ limits: { bucket: 'subscriptions', remaining: 3 - i } });
  }
  expect(await feed.call('public/subscribe', { channels: ['bbo.BTC-PERP'] })).toMatchObject({
    error: { name: 'RATE_LIMIT' },
  });
  feed.close();
});

test('garbage pays with reads, so that it runs out too', async () => {
  const names = new Set<string>();
  for (let i = 0; i < 35; i++) names.add((await rig.raw('{"jsonrpc":')).error.name);
  expect([...names]).toEqual(['PARSE_ERROR', 'RATE_LIMIT']);
  expect((await rig.call('public/time', {})).status).toBe(429);
  expect((await rig.call('public/time', {}, token)).status).toBe(200);
});
