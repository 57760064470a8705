import { type L1Entry, type MarketTerms, parseExact, stringifyExact } from '@tenor/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MarketsView } from '../../src/gateway/internal-schema.ts';
import { expiryText } from '../../src/sequencer/series-symbol.ts';
import { future, option } from '../sequencer/dated-venue.ts';
import { FeedClient } from './feed-client.ts';
import { GatewayRig, INTERNAL_TOKEN, type Trader } from './gateway-rig.ts';

const HOUR = 3_600_000;
const STRIKE = 9_500_000n;
const [FUTURE, CALL, PUT] = [3, 4, 5];
/** What an option's mark says, where the margin engine has valued it. */
const FIGURES = { iv: 55.25, delta: 0.512345, gamma: 1.5e-7, vega: 12.5, theta: -30.125 };
let rig: GatewayRig;
let buyer: Trader;
let seller: Trader;
let feed: FeedClient;
let ahead: number;
let expiryHour: number;
let names: { readonly future: string; readonly call: string; readonly put: string; readonly chain: string };

beforeEach(async () => {
  ahead = 0;
  const option = (instrument: number) => (instrument === CALL ? FIGURES : null);
  rig = await GatewayRig.start({ now: () => Date.now() + ahead, analytics: { position: () => null, option } });
  [buyer, seller] = rig.traders as [Trader, Trader];
  feed = await FeedClient.open(rig.url);
  expiryHour = Math.floor(Date.now() / HOUR) + 2;
  const series = expiryText(expiryHour);
  names = {
    future: `BTC-${series}`,
    call: `BTC-${series}-95000-C`,
    put: `ETH-${series}-3400-P`,
    chain: `chain.BTC.${series}`,
  };
});
afterEach(async () => {
  feed.close();
  await rig.close();
});

async function internal<T>(method: string, path: string, body?: unknown): Promise<{ status: number; value: T }> {
  const response = await fetch(`${rig.url}/internal/${path}`, {
    method,
    headers: { authorization: `Bearer ${INTERNAL_TOKEN}` },
    ...(body === undefined ? {} : { body: stringifyExact(body) }),
  });
  return { status: response.status, value: parseExact<T>(await response.text()) };
}

async function command(body: object): Promise<void> {
  const { status, value } = await internal('POST', 'command', body);
  expect(status, JSON.stringify(value)).toBe(200);
}

function list(terms: MarketTerms): Promise<void> {
  const index = rig.exchange.queries.summary().nextEntryIndex;
  const entry: L1Entry = { kind: 'list', index, terms };
  return command({ kind: 'l1-entry', entry, l1Tx: '0xab', l1Block: 5 });
}

/** A future and a call of BTC and a put of ETH, with marks. */
async function listAll(): Promise<void> {
  await list(future(FUTURE, 1, expiryHour));
  await list(option(CALL, 'call', STRIKE, 1, expiryHour));
  await list(option(PUT, 'put', 3_400_000n, 2, expiryHour));
  rig.dated = new Map([
    [2, 9_510_000n],
    [3, 300_000n],
    [4, 90_000n],
  ]);
  await rig.round();
}

async function place(trader: Trader, instrument: number, side: 0 | 1, price: bigint, size: bigint): Promise<void> {
  const params = rig.order(trader, side, price, size, { instrument, maxFeePerLot: 10_000n });
  const { error } = await rig.call('private/place', params, await rig.login(trader));
  expect(error).toBeUndefined();
}

/** The clock goes to the expiry, and a round brings its settlement prices. */
async function settle(btc: bigint, eth: bigint): Promise<void> {
  rig.letPricesStop();
  ahead = expiryHour * HOUR - Date.now() + 1000;
  rig.settlement = { hour: expiryHour, prices: [btc, eth] };
  await rig.round();
}

test('instruments are announced, described and traded without a restart', async () => {
  await feed.call('public/subscribe', { channels: ['instruments'] });
  expect(feed.of('instruments')[0]).toMatchObject({
    type: 'snapshot',
    instruments: [
      { instrument: 'BTC-PERP', state: 'listed', kind: 'perpetual', base: 'BTC' },
      { instrument: 'ETH-PERP', state: 'listed' },
    ],
  });
  await listAll();
  const [, , second] = await feed.until('instruments', (messages) => messages.length === 4);
  const expiration_timestamp = expiryHour * HOUR;
  const call = { kind: 'option', base: 'BTC', expiration_timestamp, option_type: 'call', strike: '95000' };
  expect(second!.instruments).toEqual([{ instrument: names.call, state: 'listed', ...call }]);

  const { result } = await rig.call('public/instruments', { base: 'BTC', kind: 'option' });
  expect(result.instruments).toMatchObject([
    { name: names.call, ...call, tick_size: '1', min_price: '1', taker_fee_rate: '0.0003', market_row: 3 },
  ]);
  expect(Number(result.instruments[0]!.margin_floor_rate)).toBeCloseTo(0.1, 5);
  const futures = await rig.call('public/instruments', { kind: 'future' });
  expect(futures.result.instruments.map(({ name }) => name)).toEqual([names.future]);

  await feed.call('public/subscribe', { channels: [`book.${names.call}.raw`, `trades.${names.call}`] });
  await place(seller, CALL, 1, 310_000n, 20n);
  await place(buyer, CALL, 0, 310_000n, 5n);
  await feed.until(`book.${names.call}.raw`, (messages) => messages.length >= 3);
  await feed.until(`trades.${names.call}`, (messages) => messages.length >= 2);
  const book = await rig.call('public/order_book', { instrument: names.call });
  expect(book.result).toMatchObject({ bids: [], asks: [['3100', '0.0015']], seq: 2 });
  const candles = await rig.call('public/candles', { instrument: names.call, resolution: '1h' });
  expect(candles.result.candles).toMatchObject([{ open: '3100', volume: '0.0005' }]);
  const positions = await rig.call('private/positions', {}, await rig.login(buyer));
  expect(positions.result.positions).toMatchObject([{ instrument: names.call, size: '0.0005', mark_price: '3000' }]);
});

test('tickers and the chain show index, volatility and greeks', async () => {
  await listAll();
  await place(buyer, CALL, 0, 290_000n, 5n);
  const call = await rig.call('public/ticker', { instrument: names.call });
  expect(call.result).toMatchObject({
    index_price: '95000',
    mark_price: '3000',
    mark_iv: '55.25',
    greeks: { delta: '0.512345', gamma: '0.00000015', vega: '12.5', theta: '-30.125' },
    next_funding_time: null,
  });
  expect((await rig.call('public/ticker', { instrument: names.put })).result).toMatchObject({
    mark_iv: null,
    greeks: null,
  });
  const perpetual = (await rig.call('public/ticker', { instrument: 'BTC-PERP' })).result;
  expect(perpetual).toMatchObject({ index_price: '95000', next_funding_time: expect.any(Number) });
  expect(perpetual).not.toHaveProperty('greeks');
  expect((await rig.call('public/ticker', { instrument: names.future })).result).not.toHaveProperty('mark_iv');

  await feed.call('public/subscribe', { channels: [names.chain] });
  const row = {
    instrument: names.call,
    strike: '95000',
    option_type: 'call',
    best_bid: '2900',
    best_ask: null,
    mark_price: '3000',
    mark_iv: '55.25',
    delta: '0.512345',
    open_interest: '0',
  };
  expect(feed.of(names.chain)[0]).toMatchObject({
    type: 'snapshot',
    base: 'BTC',
    index_price: '95000',
    options: [row],
  });
  await place(seller, CALL, 1, 290_000n, 5n);
  const messages = await feed.until(names.chain, (all) => all.some(({ type }) => type === 'change'));
  await feed.until(names.chain, (all) =>
    (all.at(-1)!.options as { open_interest: string }[]).every((option) => option.open_interest === '0.0005'),
  );
  expect(messages[1]).toMatchObject({ type: 'change', expiration_timestamp: expiryHour * HOUR });
  for (const channel of ['chain.ETH.1JAN20', 'chain.SOL.1JAN20']) {
    expect((await feed.call('public/subscribe', { channels: [channel] })).error?.name).toBe('UNKNOWN_INSTRUMENT');
  }
});

test('an expired instrument leaves a settlement behind and nothing to trade', async () => {
  await listAll();
  const token = await rig.login(buyer);
  await place(seller, CALL, 1, 310_000n, 5n);
  await place(buyer, CALL, 0, 310_000n, 5n);
  await place(buyer, CALL, 0, 200_000n, 7n);
  const channels = ['instruments', names.chain, `book.${names.call}.100ms`, `ticker.${names.call}`];
  await feed.call('public/subscribe', { channels });
  await settle(10_000_000n, 3_400_000n);
  await command({ kind: 'expire', row: 3 });
  const news = await feed.until('instruments', (messages) => messages.length === 2);
  expect(news[1]!.instruments).toMatchObject([
    { instrument: names.call, state: 'expired', settlement_price: '100000', strike: '95000' },
  ]);
  const last = feed.of(`book.${names.call}.100ms`).at(-1)!;
  expect(last.bids).toEqual([['2000', '0']]);
  // The channels of the instrument have ended, as has its chain.
  const left = await feed.call('public/subscribe', { channels: ['instruments'] });
  expect(left.result).toEqual({ subscribed: ['instruments'] });
  for (const channel of [`ticker.${names.call}`, names.chain]) {
    const { error } = await feed.call('public/subscribe', { channels: [channel] });
    expect(error?.name).toBe(channel === names.chain ? 'UNKNOWN_INSTRUMENT' : 'EXPIRED_INSTRUMENT');
  }

  const settlements = await rig.call('public/settlements', { base: 'BTC', kind: 'option' });
  const settled = { instrument: names.call, settlement_price: '100000', payoff: '5000', option_type: 'call' };
  expect(settlements.result.results).toMatchObject([{ ...settled, expiration_timestamp: expiryHour * HOUR }]);
  expect((await rig.call('public/settlements', { base: 'ETH' })).result.results).toEqual([]);
  const rest = await fetch(`${rig.url}/v1/settlements?kind=option`);
  expect(await rest.json()).toMatchObject({ results: [settled] });

  const ticker = await rig.call('public/ticker', { instrument: names.call });
  expect([ticker.status, ticker.error.name]).toEqual([422, 'EXPIRED_INSTRUMENT']);
  const late = await rig.call('private/place', rig.order(buyer, 0, 200_000n, 1n, { instrument: CALL }), token);
  expect(late.error.name).toBe('EXPIRED_INSTRUMENT');
  // Its past can be read by its name.
  const trades = await rig.call('public/trades', { instrument: names.call });
  expect(trades.result.results).toMatchObject([{ instrument: names.call, price: '3100' }]);
  const orders = await rig.call('private/orders', { open: false, instrument: names.call }, token);
  expect(orders.result.results).toMatchObject([{ status: 'expired', reason: 'expired' }, { status: 'filled' }]);

  const before = (await rig.call('private/account', {}, token)).result;
  expect((await rig.call('private/positions', {}, token)).result.positions).toEqual([]);
  const view = await internal<MarketsView>('GET', 'markets');
  expect(view.value.expiredHolders).toEqual([buyer.account, seller.account]);
  expect(view.value.markets.map(({ name }) => name)).toEqual(['BTC-PERP', 'ETH-PERP', names.future, names.put]);
  expect(view.value.round).toEqual(rig.exchange.queries.round());
  await command({ kind: 'sweep', account: buyer.account });
  const after = (await rig.call('private/account', {}, token)).result;
  expect(after.collateral).toBe(before.equity);
  expect(Number(after.collateral) - Number(before.collateral)).toBeCloseTo(5 * 0.0001 * 5000, 6);
  const paid = await rig.call('private/settlements', {}, token);
  expect(paid.result.results).toMatchObject([{ instrument: names.call, size: '0.0005', amount: '2.5' }]);
  expect((await internal('POST', 'command', { kind: 'sweep', account: buyer.account })).status).toBe(422);
});
