import { type ErrorName, type Instruction, sign } from '@tenor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { SignedInstructionJson } from '../../src/gateway/schema/signed-instruction.ts';
import { GatewayRig, type Trader } from './gateway-rig.ts';

let rig: GatewayRig;
let trader: Trader;
let token: string;

beforeAll(async () => {
  rig = await GatewayRig.start();
  trader = rig.traders[0]!;
  token = await rig.login(trader);
});
afterAll(() => rig.close());

const PRICE = 9_400_000n;
const soon = () => Math.floor(Date.now() / 1000);

async function refusal(send: () => Promise<{ status: number; error: { name: string } }>): Promise<string> {
  const before = rig.exchange.stateHash();
  const reply = await send();
  expect(reply.status).toBeLessThan(500);
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(rig.exchange.stateHash()).toBe(before);
  return reply.error.name;
}

const orders: [ErrorName, string, Partial<Instruction>][] = [
  ['OFF_TICK', 'a price between ticks', { limitPrice: PRICE + 1n }],
  ['PRICE_OUT_OF_RANGE', 'a price below the bounds', { limitPrice: 10n }],
  ['SIZE_OUT_OF_RANGE', 'size 0', { size: 0n }],
  ['SIZE_OUT_OF_RANGE', 'a size above the bounds', { size: 20_000_000n }],
  ['NOTIONAL_TOO_LARGE', 'more than 2^48 µUSD', { size: 10_000_000n, limitPrice: 100_000_000n, side: 1 }],
  ['FEE_LIMIT_TOO_LOW', 'a fee limit below the fee', { maxFeePerLot: 0n }],
  ['UNKNOWN_INSTRUMENT', 'an instrument that is not listed', { instrument: 77 }],
  ['EXPIRED', 'an expiry in the past', { expiry: soon() - 10 }],
  ['EXPIRY_TOO_FAR', 'an expiry in two months', { expiry: soon() + 60 * 24 * 3600 }],
  ['PRICE_BAND', 'a buy far above the mark', { limitPrice: 12_000_000n }],
  ['MARGIN', 'more than the money is good for', { size: 9_000_000n, limitPrice: PRICE }],
  ['REDUCE_ONLY', 'reduce-only without a position', { reduceOnly: true }],
];

test.each(orders)('%s: %s', async (name, _, fields) => {
  const order = rig.order(trader, 0, PRICE, 1n, fields);
  expect(await refusal(() => rig.call('private/place', order, token))).toBe(name);
});

const forged: [ErrorName, string, (order: SignedInstructionJson) => void][] = [
  [
    'INVALID_SIGNATURE',
    'another size than signed',
    (order) => {
      order.instruction.size = '2';
    },
  ],
  [
    'INVALID_SIGNATURE',
    'S out of range',
    (order) => {
      order.signature.S = String(2n ** 254n);
    },
  ],
  [
    'INVALID_SIGNATURE',
    'R8 off the curve',
    (order) => {
      order.signature.R8 = ['1', '2'];
    },
  ],
  [
    'INVALID_PARAMS',
    'an instruction of another kind',
    (order) => {
      order.instruction.kind = 'cancel';
    },
  ],
  [
    'INVALID_SLOT',
    'slot 768',
    (order) => {
      order.instruction.slot = '768';
    },
  ],
  [
    'INVALID_PARAMS',
    'a generation of 37 bits',
    (order) => {
      order.instruction.generation = String(2n ** 36n);
    },
  ],
  [
    'INVALID_PARAMS',
    'an account beyond any number',
    (order) => {
      order.instruction.account = '9'.repeat(70);
    },
  ],
  [
    'INVALID_PARAMS',
    'a negative size',
    (order) => {
      order.instruction.size = '-1';
    },
  ],
  [
    'INVALID_PARAMS',
    'a size with leading zeros',
    (order) => {
      order.instruction.size = '01';
    },
  ],
  [
    'INVALID_PARAMS',
    'a number where text belongs',
    (order) => {
      (order.instruction as { size: unknown }).size = 1;
    },
  ],
  [
    'INVALID_PARAMS',
    'a missing member',
    (order) => {
      delete (order as Partial<SignedInstructionJson>).key;
    },
  ],
  [
    'INVALID_PARAMS',
    'an unknown member',
    (order) => {
      (order.instruction as { price?: string }).price = '1';
    },
  ],
];

test.each(forged)('%s: %s', async (name, _, change) => {
  const order = structuredClone(rig.order(trader, 0, PRICE, 1n));
  change(order);
  expect(await refusal(() => rig.call('private/place', order, token))).toBe(name);
});

test('KEY_NOT_OF_ACCOUNT: signed well, but with the key of somebody else', async () => {
  const instruction = rig.instruction(trader, {
    instrument: 1,
    limitPrice: PRICE,
    size: 1n,
    maxFeePerLot: PRICE / 100n,
  });
  const other = rig.traders[1]!;
  const order = rig.signed({ ...trader, secret: other.secret, key: other.key }, instruction);
  expect(await refusal(() => rig.call('private/place', order, token))).toBe('KEY_NOT_OF_ACCOUNT');
});

test('INVALID_SIGNATURE: signed for another deployment', async () => {
  const instruction = rig.instruction(trader, {
    instrument: 1,
    limitPrice: PRICE,
    size: 1n,
    maxFeePerLot: PRICE / 100n,
  });
  const order = rig.signed(trader, instruction);
  const { R8, S } = sign(trader.secret, 12345n);
  order.signature = { R8: [String(R8.x), String(R8.y)], S: String(S) };
  expect(await refusal(() => rig.call('private/place', order, token))).toBe('INVALID_SIGNATURE');
});

test('an order that was cancelled for good or filled cannot be played back', async () => {
  const order = rig.order(trader, 0, PRICE, 1n);
  await rig.call('private/place', order, token);
  expect(await refusal(() => rig.call('private/place', order, token))).toBe('SLOT_IN_USE');
  const { slot } = order.instruction;
  const kill = rig.signed(trader, rig.instruction(trader, { kind: 'cancel', slot: Number(slot) }));
  expect((await rig.call('private/cancel', kill, token)).result.cancelled).toHaveLength(1);
  expect(await refusal(() => rig.call('private/place', order, token))).toBe('SLOT_DEAD');
});

const messages: [ErrorName, string, string][] = [
  ['PARSE_ERROR', 'nothing', ''],
  ['PARSE_ERROR', 'no JSON', '{"jsonrpc"'],
  ['PARSE_ERROR', 'a duplicate key', '{"jsonrpc":"2.0","id":1,"method":"public/time","params":{},"params":{}}'],
  ['PARSE_ERROR', 'a key that is the same in escapes', '{"jsonrpc":"2.0","id":1,"method":"public/time","\\u0069d":2}'],
  [
    'PARSE_ERROR',
    'a duplicate key deep inside',
    '{"jsonrpc":"2.0","id":1,"method":"public/time","params":{"a":[{"b":1,"b":2}]}}',
  ],
  ['PARSE_ERROR', 'no version', '{"id":1,"method":"public/time"}'],
  ['PARSE_ERROR', 'a fraction as id', '{"jsonrpc":"2.0","id":1.5,"method":"public/time"}'],
  ['PARSE_ERROR', 'params in an array', '{"jsonrpc":"2.0","id":1,"method":"public/time","params":[]}'],
  ['PARSE_ERROR', 'an unknown member', '{"jsonrpc":"2.0","id":1,"method":"public/time","x":1}'],
  ['PARSE_ERROR', 'nesting without end', `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ['PARSE_ERROR', 'an empty array', '[]'],
  [
    'MESSAGE_TOO_LARGE',
    'too many calls',
    JSON.stringify(Array(21).fill({ jsonrpc: '2.0', id: 1, method: 'public/time' })),
  ],
  ['MESSAGE_TOO_LARGE', 'too many bytes', `{"jsonrpc":"2.0","id":"${'x'.repeat(70_000)}"}`],
  ['UNKNOWN_METHOD', 'a method that does not exist', '{"jsonrpc":"2.0","id":1,"method":"public/nothing"}'],
  ['UNKNOWN_METHOD', 'a method of Object', '{"jsonrpc":"2.0","id":1,"method":"constructor"}'],
  ['UNAUTHENTICATED', 'private without a session', '{"jsonrpc":"2.0","id":1,"method":"private/orders"}'],
  ['INVALID_PARAMS', '__proto__', '{"jsonrpc":"2.0","id":1,"method":"public/time","params":{"__proto__":{"a":1}}}'],
  ['INVALID_PARAMS', 'another cursor', '{"jsonrpc":"2.0","id":1,"method":"public/batches","params":{"cursor":"Z-"}}'],
];

test.each(messages)('%s: %s, over HTTP and over WebSocket', async (name, _, text) => {
  expect(await refusal(() => rig.raw(text))).toBe(name);
  const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws`);
  await new Promise((resolve) => socket.once('open', resolve));
  const reply = new Promise<string>((resolve) => socket.once('message', (data) => resolve(data.toString())));
  socket.send(text);
  expect(JSON.parse(await reply)).toMatchObject({ error: { name } });
  socket.close();
});

test('results of an array come one for each call, whatever the others do', async () => {
  const calls = ['public/time', 'public/nothing', 'private/orders'].map((method, id) => ({
    jsonrpc: '2.0',
    id,
    method,
  }));
  const response = await fetch(`${rig.url}/rpc`, { method: 'POST', body: JSON.stringify(calls) });
  const replies = (await response.json()) as { id: number; error?: { name: string } }[];
  expect(replies.map(({ id, error }) => [id, error?.name])).toEqual([
    [0, undefined],
    [1, 'UNKNOWN_METHOD'],
    [2, 'UNAUTHENTICATED'],
  ]);
});

test('REST refuses by number too', async () => {
  const get = async (path: string) => {
    const response = await fetch(rig.url + path);
    return [response.status, ((await response.json()) as { name: string }).name];
  };
  expect(await get('/v1/order_book')).toEqual([400, 'INVALID_PARAMS']);
  expect(await get('/v1/order_book?instrument=BTC-PERP&depth=1e3')).toEqual([400, 'INVALID_PARAMS']);
  expect(await get('/v1/order_book?instrument=BTC-PERP&instrument=ETH-PERP')).toEqual([400, 'INVALID_PARAMS']);
  expect(await get('/v1/trades?instrument=DOGE-PERP')).toEqual([404, 'UNKNOWN_INSTRUMENT']);
  expect(await get('/v1/batches/999999')).toEqual([404, 'BATCH_NOT_FOUND']);
  expect(await get('/v1/batches/-1')).toEqual([400, 'INVALID_PARAMS']);
  expect(await get('/v1/verification-key/..%2F..%2Fsecret')).toEqual([400, 'INVALID_PARAMS']);
  expect(await get('/v1/%ff')).toEqual([400, 'PARSE_ERROR']);
  expect(await get('/nowhere')).toEqual([404, 'UNKNOWN_METHOD']);
});
