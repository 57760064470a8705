import { verifyTypedData } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loginTypedData } from '../../src/gateway/login-message.ts';
import { receiptTypedData } from '../../src/gateway/receipt-signer.ts';
import type { ReceiptJson } from '../../src/gateway/schema/receipt.ts';
import { CHAIN_ID, EXCHANGE_ADDRESS, GatewayRig, type Trader } from './gateway-rig.ts';

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

async function isReceiptOfExchange(receipt: ReceiptJson): Promise<boolean> {
  const { result: status } = await rig.call('public/status', {});
  const content = {
    engineSeq: receipt.engine_seq,
    commandHash: BigInt(receipt.command_hash),
    journalHead: BigInt(receipt.journal_head),
    time: receipt.time,
  };
  return verifyTypedData({
    address: status.receipt_key as `0x${string}`,
    ...receiptTypedData(CHAIN_ID, EXCHANGE_ADDRESS, content),
    signature: receipt.signature as `0x${string}`,
  });
}

test('an order rests, fills and shows in every read, in decimals of the instrument', async () => {
  const placed = await rig.call(
    'private/place',
    { ...rig.order(maker, 1, 9_500_000n, 20n), client_id: 'm1' },
    makerToken,
  );
  expect(placed.status).toBe(200);
  expect(placed.result.order).toMatchObject({
    instrument: 'BTC-PERP',
    side: 'sell',
    price: '95000',
    amount: '0.002',
    remaining: '0.002',
    status: 'open',
    stage: 'accepted',
    client_id: 'm1',
  });
  const book = await rig.call('public/order_book', { instrument: 'BTC-PERP' });
  expect(book.result.asks).toEqual([['95000', '0.002']]);

  const taken = await rig.call('private/place', { ...rig.order(taker, 0, 9_510_000n, 5n), type: 'market' }, takerToken);
  expect(taken.result.order).toMatchObject({ status: 'filled', filled: '0.0005', average_price: '95000' });
  expect(taken.result.fills).toMatchObject([{ price: '95000', size: '0.0005', liquidity: 'taker', stage: 'accepted' }]);

  const positions = await rig.call('private/positions', {}, takerToken);
  expect(positions.result.positions).toMatchObject([{ instrument: 'BTC-PERP', size: '0.0005', notional: '47.5' }]);
  const fills = await rig.call('private/fills', {}, makerToken);
  expect(fills.result.results).toMatchObject([{ liquidity: 'maker', side: 'sell', client_id: 'm1' }]);
  const trades = await rig.call('public/trades', { instrument: 'BTC-PERP' });
  expect(trades.result.results).toMatchObject([{ side: 'buy', price: '95000', size: '0.0005' }]);
  const candles = await rig.call('public/candles', { instrument: 'BTC-PERP', resolution: '1m' });
  expect(candles.result.candles).toMatchObject([{ open: '95000', close: '95000', volume: '0.0005', trades: 1 }]);
  const ticker = await rig.call('public/ticker', { instrument: 'BTC-PERP' });
  expect(ticker.result).toMatchObject({ mark_price: '95000', last_price: '95000', best_ask: '95000', best_bid: null });
  const order = await rig.call('private/order', { client_id: 'm1' }, makerToken);
  expect(order.result).toMatchObject({ filled: '0.0005', remaining: '0.0015' });
});

test('every acknowledgement carries a receipt that the key of public/status signed; a changed one does not verify', async () => {
  const { result } = await rig.call('private/place', rig.order(maker, 0, 9_400_000n, 1n), makerToken);
  const receipt = result.receipt!;
  expect(await isReceiptOfExchange(receipt)).toBe(true);
  expect(await isReceiptOfExchange({ ...receipt, engine_seq: receipt.engine_seq + 1 })).toBe(false);
  expect(await isReceiptOfExchange({ ...receipt, journal_head: String(BigInt(receipt.journal_head) + 1n) })).toBe(
    false,
  );
});

test('the same client id gives the same order and receipt again, and places nothing', async () => {
  const order = rig.order(maker, 0, 9_300_000n, 3n);
  const first = await rig.call('private/place', { ...order, client_id: 'again' }, makerToken);
  const hash = rig.exchange.stateHash();
  const second = await rig.call('private/place', { ...order, client_id: 'again' }, makerToken);
  expect(second.result.order.order_id).toBe(first.result.order.order_id);
  expect(second.result.receipt).toMatchObject({ engine_seq: first.result.receipt!.engine_seq });
  expect(rig.exchange.stateHash()).toBe(hash);
});

test('cancelling by id, by client id and as a whole, with and without a signature', async () => {
  const place = (price: bigint, client_id: string) =>
    rig.call('private/place', { ...rig.order(taker, 0, price, 1n), client_id }, takerToken);
  const first = await place(9_200_000n, 'c1');
  await place(9_210_000n, 'c2');
  await place(9_220_000n, 'c3');
  const byId = await rig.call('private/cancel', { order_id: first.result.order.order_id }, takerToken);
  expect(byId.result.cancelled).toMatchObject([{ client_id: 'c1', status: 'cancelled', reason: 'user' }]);
  const byClientId = await rig.call('private/cancel', { client_id: 'c2' }, takerToken);
  expect(byClientId.result.cancelled).toMatchObject([{ client_id: 'c2' }]);
  expect((await rig.call('private/cancel', { client_id: 'c2' }, takerToken)).error.name).toBe('ORDER_NOT_FOUND');
  const killing = rig.signed(taker, rig.instruction(taker, { kind: 'cancelAll' }));
  const all = await rig.call('private/cancel_all', killing, takerToken);
  expect(all.result.cancelled).toMatchObject([{ client_id: 'c3', reason: 'cancel_all' }]);
  const account = await rig.call('private/account', {}, takerToken);
  expect(account.result.min_generation).toBe(killing.instruction.generation);
});

test('nobody sees or cancels the orders of others', async () => {
  const { result } = await rig.call('private/place', rig.order(maker, 0, 9_100_000n, 1n), makerToken);
  const { order_id } = result.order;
  expect((await rig.call('private/order', { order_id }, takerToken)).error.name).toBe('ORDER_NOT_FOUND');
  expect((await rig.call('private/cancel', { order_id }, takerToken)).error.name).toBe('ORDER_NOT_FOUND');
  const foreign = await rig.call('private/place', rig.order(maker, 0, 9_100_000n, 1n), takerToken);
  expect(foreign.error).toMatchObject({ name: 'INVALID_PARAMS', data: { param: 'instruction.account' } });
});

test('a withdrawal and a transfer answer with their movement and receipt', async () => {
  const withdrawal = rig.signed(maker, rig.instruction(maker, { kind: 'withdraw', amount: 5_000_000n }));
  const { result } = await rig.call('private/withdraw', withdrawal, makerToken);
  expect(result.movement).toMatchObject({ kind: 'withdrawal', amount: '5', stage: 'accepted' });
  expect(await isReceiptOfExchange(result.receipt)).toBe(true);
  const transfer = rig.signed(
    maker,
    rig.instruction(maker, { kind: 'transfer', instrument: taker.account, amount: 1n }),
  );
  const refused = await rig.call('private/transfer', transfer, makerToken);
  expect(refused.error.name).toBe('NOT_OWNER');
  const movements = await rig.call('private/transfers', { limit: 2 }, makerToken);
  expect(movements.result.results).toMatchObject([{ kind: 'withdrawal' }, { kind: 'deposit' }]);
  expect(movements.result.next).not.toBeNull();
  const rest = await rig.call('private/transfers', { cursor: movements.result.next! }, makerToken);
  expect(rest.result.results).toMatchObject([{ kind: 'register' }]);
});

test('the wallet of the owner opens a session too; a read session cannot trade', async () => {
  const { account, walletKey } = taker;
  const nonce = (await rig.call('public/login_nonce', { account })).result.nonce;
  const typedData = loginTypedData(CHAIN_ID, EXCHANGE_ADDRESS, { account, scope: 'read', nonce: BigInt(nonce) });
  const wallet_signature = await privateKeyToAccount(walletKey).signTypedData(typedData);
  const params = { account, scope: 'read', nonce, wallet_signature } as const;
  expect((await rig.call('private/login', { ...params, scope: 'trade' })).error.name).toBe('INVALID_SIGNATURE');
  const { result } = await rig.call('private/login', params);
  expect((await rig.call('private/account', {}, result.token)).result.account).toBe(account);
  const refused = await rig.call('private/cancel_all', {}, result.token);
  expect(refused).toMatchObject({ status: 401, error: { name: 'UNAUTHENTICATED' } });
  const again = await rig.call('private/login', params);
  expect(again.error).toMatchObject({ name: 'UNAUTHENTICATED', data: { param: 'nonce' } });
});

test('a login with the key of another account, or a nonce of another account, is refused', async () => {
  const { result } = await rig.call('public/login_nonce', { account: maker.account });
  const zero = { R8: ['0', '1'] as [string, string], S: '0' };
  const key: [string, string] = [String(taker.key.x), String(taker.key.y)];
  const base = { scope: 'trade', nonce: result.nonce, signature: zero, key } as const;
  expect((await rig.call('private/login', { ...base, account: maker.account })).error.name).toBe('KEY_NOT_OF_ACCOUNT');
  expect((await rig.call('private/login', { ...base, account: taker.account })).error.name).toBe('UNAUTHENTICATED');
  expect((await rig.call('private/account', {}, 'no such token')).status).toBe(401);
});
