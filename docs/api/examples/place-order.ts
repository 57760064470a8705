/**
 * Logs in with the L2 key, places one signed order and checks the receipt, over plain HTTP.
 *
 *   TENOR_URL=http://127.0.0.1:3000 TENOR_ACCOUNT=1 TENOR_SECRET=0x… npx tsx docs/api/examples/place-order.ts
 */
import { derivePublicKey, generationOf, type Instruction, instructionMessage, poseidon, sign } from '@tenor/protocol';
import { verifyTypedData } from 'viem';

const url = process.env.TENOR_URL ?? 'http://127.0.0.1:3000';
const account = Number(process.env.TENOR_ACCOUNT);
const secret = Uint8Array.from(Buffer.from((process.env.TENOR_SECRET ?? '').slice(2), 'hex'));
const key = derivePublicKey(secret);
const keyJson = [String(key.x), String(key.y)];
let token = '';

async function call<T>(method: string, params: object): Promise<T> {
  const response = await fetch(`${url}/rpc/${method}`, {
    method: 'POST',
    body: JSON.stringify(params),
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });
  const body = (await response.json()) as T & { code?: number; name?: string; message?: string };
  if (!response.ok) throw new Error(`${body.name} (${body.code}): ${body.message}`);
  return body;
}

const signatureJson = (message: bigint) => {
  const { R8, S } = sign(secret, message);
  return { R8: [String(R8.x), String(R8.y)], S: String(S) };
};

// 1. The constants that everything is signed with.
const status = await call<{ domain: string; chain_id: number; exchange: `0x${string}`; receipt_key: `0x${string}` }>(
  'public/status',
  {},
);
const domain = BigInt(status.domain);

// 2. A session: H(domain, "Tenor login", account, 2 for trade, nonce), signed by the L2 key.
const { nonce } = await call<{ nonce: string }>('public/login_nonce', { account });
const loginTag = BigInt(`0x${Buffer.from('Tenor login').toString('hex')}`);
const loginMessage = poseidon([domain, loginTag, BigInt(account), 2n, BigInt(nonce)]);
({ token } = await call<{ token: string }>('private/login', {
  account,
  scope: 'trade',
  nonce,
  signature: signatureJson(loginMessage),
  key: keyJson,
}));

// 3. One lot, five ticks below the mark, in integers: µUSD per lot.
type InstrumentJson = { name: string; id: number; tick_size: string; micro_usd_per_lot_per_usd: string };
const { instruments } = await call<{ instruments: InstrumentJson[] }>('public/instruments', {});
const btc = instruments.find(({ name }) => name === 'BTC-PERP');
if (!btc) throw new Error('BTC-PERP is not listed');
const { mark_price } = await call<{ mark_price: string }>('public/ticker', { instrument: btc.name });
const scale = Number(btc.micro_usd_per_lot_per_usd);
const tick = BigInt(Math.round(Number(btc.tick_size) * scale));
const limitPrice = (BigInt(Math.floor(Number(mark_price) * scale)) / tick - 5n) * tick;
const instruction: Instruction = {
  kind: 'order',
  account,
  instrument: btc.id,
  side: 0,
  reduceOnly: false,
  postOnly: true,
  slot: 7,
  generation: generationOf(Date.now()),
  revision: 0,
  expiry: Math.floor(Date.now() / 1000) + 600,
  size: 1n,
  limitPrice,
  maxFeePerLot: limitPrice / 1000n + 1n,
  amount: 0n,
};
const json = Object.fromEntries(
  Object.entries(instruction).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    typeof value === 'boolean' ? value : String(value),
  ]),
);
type ReceiptJson = {
  engine_seq: number;
  command_hash: string;
  journal_head: string;
  time: number;
  signature: `0x${string}`;
};
const { order, receipt } = await call<{
  order: { order_id: string; status: string; price: string };
  receipt: ReceiptJson;
}>('private/place', {
  instruction: json,
  signature: signatureJson(instructionMessage(domain, instruction)),
  key: keyJson,
  client_id: `example-${Date.now()}`,
});
console.log(`order ${order.order_id} is ${order.status} at ${order.price}`);

// 4. The receipt is the exchange's signed word that the order has its place in the journal.
const field = (name: string, type: string) => ({ name, type });
const isGenuine = await verifyTypedData({
  address: status.receipt_key,
  domain: { name: 'Tenor', version: '1', chainId: status.chain_id, verifyingContract: status.exchange },
  primaryType: 'Receipt',
  types: {
    Receipt: [
      field('engineSeq', 'uint64'),
      field('commandHash', 'uint256'),
      field('journalHead', 'uint256'),
      field('time', 'uint64'),
    ],
  },
  message: {
    engineSeq: BigInt(receipt.engine_seq),
    commandHash: BigInt(receipt.command_hash),
    journalHead: BigInt(receipt.journal_head),
    time: BigInt(receipt.time),
  },
  signature: receipt.signature,
});
console.log(`receipt ${receipt.engine_seq} is ${isGenuine ? 'genuine' : 'FORGED'}`);

// 5. Take it back.
const { cancelled } = await call<{ cancelled: object[] }>('private/cancel', { order_id: order.order_id });
console.log(`${cancelled.length} order cancelled`);
