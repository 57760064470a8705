import type { L1Entry, MarketTerms } from '@tenor/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GatewayRig, type Trader } from '../../../../services/matcher/test/gateway/gateway-rig.ts';
import { WEB_CONFIG } from '../../../../services/matcher/test/gateway/liquidation-stage.ts';
import { future, option } from '../../../../services/matcher/test/sequencer/dated-venue.ts';
import { AccountClient, type ApiChannels, ApiError, ExchangeClient, TradingKey } from '../../src/index.ts';
import { until } from '../support/local-server.ts';

const HOUR = 3_600_000;
const [FUTURE, CALL] = [3, 4];
const CALL_ROW = 3;
let ahead = 0;
let expiryHour: number;
let rig: GatewayRig;
let exchange: ExchangeClient;
const open: ExchangeClient[] = [];

beforeEach(async () => {
  ahead = 0;
  expiryHour = Math.floor(Date.now() / HOUR) + 2;
  rig = await GatewayRig.start({ webConfig: WEB_CONFIG, now: () => Date.now() + ahead });
  exchange = await connect();
});
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await rig.close();
});

async function connect(): Promise<ExchangeClient> {
  const client = await ExchangeClient.connect(rig.url);
  open.push(client);
  return client;
}

const clientOf = async ({ account, secret }: Trader): Promise<AccountClient> =>
  AccountClient.open(await connect(), { account, key: new TradingKey(secret), now: () => Date.now() + ahead });

async function list(...listed: MarketTerms[]): Promise<void> {
  for (const terms of listed) {
    const entry: L1Entry = { kind: 'list', index: rig.exchange.queries.summary().nextEntryIndex, terms };
    const where = { transactionHash: '0xa', block: 9, time: Date.now() } as const;
    await rig.exchange.submit({ type: 'l1Entry', entry, ...where });
  }
}

/** Lists a future and a call on BTC with a strike of 95,000 and waits until a client knows them. Returns the name of the call. */
async function listSeries(client: ExchangeClient): Promise<string> {
  await list(future(FUTURE, 1, expiryHour), option(CALL, 'call', 9_500_000n, 1, expiryHour));
  rig.dated = new Map([
    [2, 9_510_000n],
    [CALL_ROW, 300_000n],
  ]);
  await rig.round();
  await until(() => client.instruments.some(({ isOption }) => isOption), 'the option');
  return client.instruments.find(({ isOption }) => isOption)!.name;
}

/** The clock goes to the expiry, a round brings its prices, and the call expires. */
async function expireCall(): Promise<void> {
  rig.letPricesStop();
  ahead = expiryHour * HOUR - Date.now() + 1000;
  rig.settlement = { hour: expiryHour, prices: [10_000_000n, 3_400_000n] };
  await rig.round();
  await rig.exchange.submit({ type: 'expire', row: CALL_ROW, time: Date.now() + ahead });
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );

test('series are known as soon as they are listed, with their expiry, strike and chain', async () => {
  const heard: string[] = [];
  exchange.onInstruments(({ listed }) => heard.push(...listed.map(({ name }) => name)));
  const name = await listSeries(exchange);
  await until(() => heard.length === 2, 'both series');
  const scale = exchange.instrument(name);
  expect(scale.expiresAt).toBe(expiryHour * HOUR);
  expect(scale.specification).toMatchObject({ kind: 'option', base: 'BTC', option_type: 'call', strike: '95000' });
  const chains: ApiChannels['chain'][] = [];
  const [base, expiry] = name.split('-');
  await exchange.subscribe(`chain.${base}.${expiry}` as `chain.${string}`, (message) => chains.push(message));
  await until(() => chains.length > 0, 'the chain');
  expect(chains[0]).toMatchObject({ base: 'BTC', options: [{ instrument: name, mark_price: '3000' }] });
  expect((await exchange.call('public/instruments', { kind: 'future' })).instruments.length).toBe(1);
});

test('an option trades with the fee limit that is signed by default, with and without the index', async () => {
  const [buyer, seller] = await Promise.all(rig.traders.slice(0, 2).map(clientOf));
  const name = await listSeries(buyer!.exchange);
  await until(() => seller!.exchange.knownInstrument(name) !== null, 'the option');
  await seller!.place({ instrument: name, side: 'sell', price: '3100', size: '0.002' });
  const { fills } = await buyer!.place({ instrument: name, side: 'buy', price: '3100', size: '0.001' });
  // 0.03 % of the index of 95,000 for 0.001 BTC.
  expect(fills).toMatchObject([{ price: '3100', size: '0.001', fee: '0.0285' }]);
  const indexPrice = (await buyer!.exchange.ticker(name)).index_price!;
  const bounded = await buyer!.place({ instrument: name, side: 'buy', price: '3100', size: '0.001', indexPrice });
  expect(bounded.order.status).toBe('filled');
  // A bid far below: an eighth of the premium bounds its fee, not the index.
  const cheap = await buyer!.place({ instrument: name, side: 'buy', price: '10', size: '0.001', indexPrice });
  expect(cheap.order.status).toBe('open');
  expect(await buyer!.positions()).toMatchObject([{ instrument: name, size: '0.002' }]);
});

test('an expired series ends its channels, is refused by name, and leaves a settlement', async () => {
  const [buyer, seller] = await Promise.all(rig.traders.slice(0, 2).map(clientOf));
  const name = await listSeries(buyer!.exchange);
  await until(() => seller!.exchange.knownInstrument(name) !== null, 'the option');
  await seller!.place({ instrument: name, side: 'sell', price: '3100', size: '0.002' });
  await buyer!.place({ instrument: name, side: 'buy', price: '3100', size: '0.002' });
  const ended: string[] = [];
  await buyer!.exchange.book(name, { update: () => undefined, ended: (error) => ended.push(error.name) });
  await expireCall();
  await until(() => ended.length === 1, 'the end of the book');
  expect(ended).toEqual(['EXPIRED_INSTRUMENT']);
  const order = { instrument: name, side: 'sell', price: '5000', size: '0.001' } as const;
  const refused = await failure(Promise.resolve().then(() => buyer!.place(order)));
  expect(refused).toMatchObject({ name: 'EXPIRED_INSTRUMENT', code: 30026 });
  expect(await failure(exchange.call('public/ticker', { instrument: name }))).toBeInstanceOf(ApiError);
  const { results } = await exchange.settlements({ base: 'BTC', kind: 'option' });
  expect(results).toMatchObject([{ instrument: name, settlement_price: '100000', payoff: '5000' }]);
  await rig.exchange.submit({ type: 'sweep', account: buyer!.account, time: Date.now() + ahead });
  expect((await buyer!.settlements()).results).toMatchObject([{ instrument: name, size: '0.002', amount: '10' }]);
  expect(await buyer!.positions()).toEqual([]);
});
