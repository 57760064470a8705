import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { CIRCUIT_SIZES, domainOf } from '@tenor/protocol';
import { privateKeyToAccount } from 'viem/accounts';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  type AccountJson,
  type ErrorJson,
  type InstructionJson,
  type InstrumentJson,
  type SettlementJson,
  tradingKeyOfSignature,
  tradingKeyTypedData,
} from '../../packages/sdk/src/index.ts';
import { FakeAccount, type PreviewParams } from './fake-account.ts';
import { expiryText, fakeChainOption, fakeTicker, UNDERLYINGS } from './fake-market.ts';

const CHAIN = 31337;
const EXCHANGE = '0x00000000000000000000000000000000000000ee';
const OWNER_KEY = `0x${'5a'.repeat(32)}` as const;
const CONTENT: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** An answer of the fake exchange that is a refusal. */
class Refusal extends Error {
  readonly json: ErrorJson;

  constructor(code: number, name: string, message: string) {
    super(message);
    this.json = { code, name, message, data: { retryable: false, outcome: 'not_executed' } };
  }
}

type Params = Record<string, never> & { channels: string[]; instrument: string; instruction: InstructionJson };

/** Speaks the API to a page without any exchange behind it: prices from a formula, an account that holds what it is told. */
export class FakeExchange {
  readonly placed: InstructionJson[] = [];
  /** What the margin was asked about, oldest first. */
  readonly previewed: PreviewParams[] = [];
  readonly account = new FakeAccount();
  readonly settlements: SettlementJson[] = [];
  instruments: InstrumentJson[];
  /** The refusal of every order and margin mode, while there is one. */
  refusal: { code: number; name: string; message: string } | null = null;
  /** Prices stand still, so that a test can compare two looks at one. */
  readonly #pricedAt = Date.now();
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  /** The last `seq` of each channel. */
  readonly #sequences = new Map<string, number>();
  readonly #channels = new Set<string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param folder the built page */
  constructor(folder: string, instruments: InstrumentJson[]) {
    this.#folder = folder;
    this.instruments = instruments;
    this.#server = createServer((request, response) => this.#serve(request.url ?? '/', response));
    this.#sockets = new WebSocketServer({ server: this.#server, path: '/ws' });
    this.#sockets.on('connection', (socket) => socket.on('message', (data) => this.#receive(socket, String(data))));
  }

  async start(port = 0): Promise<string> {
    const signature = await privateKeyToAccount(OWNER_KEY).signTypedData(tradingKeyTypedData(CHAIN, EXCHANGE));
    this.account.key = tradingKeyOfSignature(signature).publicKey;
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.#timer = setInterval(() => this.#tick(), 1000);
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Takes instruments off the list at a settlement price, as their expiry does. */
  expire(isExpired: (instrument: InstrumentJson) => boolean, price: string): void {
    const expired = this.instruments.filter(isExpired);
    this.instruments = this.instruments.filter((instrument) => !isExpired(instrument));
    for (const { name, kind, base, expiration_timestamp, option_type, strike } of expired) {
      this.settlements.unshift({
        instrument: name,
        kind,
        base,
        expiration_timestamp: expiration_timestamp!,
        option_type,
        strike,
        settlement_price: price,
      });
      this.account.settle(name, price);
    }
    const names = new Set(expired.map(({ name }) => name));
    for (const channel of this.#channels) if (names.has(channel.split('.')[1]!)) this.#channels.delete(channel);
    for (const chain of this.#channels)
      if (chain.startsWith('chain.') && !this.#hasChain(chain)) this.#channels.delete(chain);
    this.#push('instruments', { instruments: expired.map(({ name }) => ({ instrument: name, state: 'expired' })) });
    this.#push('positions', { positions: this.account.positions(this.instruments) });
  }

  #tick(): void {
    for (const channel of this.#channels) {
      if (channel.startsWith('ticker.') || channel.startsWith('chain.')) this.#push(channel, this.#content(channel));
    }
  }

  #push(channel: string, content: object): void {
    if (!this.#channels.has(channel)) return;
    const before = this.#sequences.get(channel) ?? 1;
    this.#sequences.set(channel, before + 1);
    const envelope = { type: 'change', seq: before + 1, prev_seq: before, engine_seq: 1, time: Date.now() };
    for (const socket of this.#sockets.clients) notify(socket, channel, { ...envelope, ...content });
  }

  #snapshot(socket: WebSocket, channel: string): void {
    this.#channels.add(channel);
    const seq = this.#sequences.get(channel) ?? 1;
    this.#sequences.set(channel, seq);
    const envelope = { type: 'snapshot', seq, prev_seq: null, engine_seq: 1, time: Date.now() };
    notify(socket, channel, { ...envelope, ...this.#content(channel) });
  }

  #content(channel: string): object {
    const [kind, name, expiry] = channel.split('.');
    const now = this.#pricedAt;
    if (kind === 'chain') return this.#chain(name!, expiry!, now);
    if (kind === 'ticker') return { ticker: fakeTicker(this.#instrument(name!), now) };
    if (kind === 'book') return this.#book(this.#instrument(name!), now);
    const empty: Record<string, object> = {
      trades: { trades: [] },
      finality: { batches: [] },
      orders: { orders: [] },
      instruments: { instruments: [] },
      positions: { positions: this.account.positions(this.instruments) },
      account: { account: this.account.state() },
    };
    return empty[kind!] ?? {};
  }

  #chain(base: string, expiry: string, now: number): object {
    const options = this.instruments.filter(
      (one) => one.kind === 'option' && one.base === base && expiryText(one.expiration_timestamp!) === expiry,
    );
    if (options.length === 0) throw new Refusal(20001, 'UNKNOWN_INSTRUMENT', 'No such instrument.');
    return {
      base,
      expiration_timestamp: options[0]!.expiration_timestamp,
      index_price: String(UNDERLYINGS.find((one) => one.base === base)!.index),
      options: options.map((one) => fakeChainOption(one, now)),
    };
  }

  #hasChain(channel: string): boolean {
    const [, base, expiry] = channel.split('.');
    return this.instruments.some(
      (one) => one.kind === 'option' && one.base === base && expiryText(one.expiration_timestamp!) === expiry,
    );
  }

  #book(instrument: InstrumentJson, now: number): object {
    const { best_bid: bid, best_ask: ask } = fakeTicker(instrument, now);
    return { bids: bid === null ? [] : [[bid, '1.5']], asks: ask === null ? [] : [[ask, '2']] };
  }

  #instrument(name: string): InstrumentJson {
    const found = this.instruments.find((one) => one.name === name);
    if (found) return found;
    const isSettled = this.settlements.some(({ instrument }) => instrument === name);
    throw isSettled
      ? new Refusal(30026, 'EXPIRED_INSTRUMENT', 'The instrument has expired.')
      : new Refusal(20001, 'UNKNOWN_INSTRUMENT', 'No such instrument.');
  }

  #receive(socket: WebSocket, message: string): void {
    const { id, method, params } = JSON.parse(message) as { id: number; method: string; params: Params };
    let answer: object;
    try {
      answer = { result: this.#answer(socket, method, params) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer = { error: error.json };
    }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  }

  #answer(socket: WebSocket, method: string, params: Params): object {
    if (method.endsWith('/subscribe')) {
      // All are found before the first is joined.
      for (const channel of params.channels) this.#content(channel);
      for (const channel of params.channels) this.#snapshot(socket, channel);
    }
    const page = { results: [], next: null };
    const answers: Record<string, () => object> = {
      'public/instruments': () => ({ instruments: this.instruments }),
      'public/settlements': () => ({ ...page, results: this.settlements }),
      'public/status': status,
      'public/candles': () => ({ candles: [] }),
      'public/account_by_owner': () => ({ accounts: [this.account.publicRecord()] }),
      'public/login_nonce': () => ({ nonce: '1', expires_at: Date.now() + 60_000 }),
      'private/account': (): AccountJson => this.account.state(),
      'private/margin_preview': () => this.#preview(params as unknown as PreviewParams),
      'private/positions': () => ({ positions: this.account.positions(this.instruments) }),
      'private/settlements': () => ({ ...page, results: this.account.settlements }),
      'private/place': () => this.#place(params.instruction),
      'private/set_margin_mode': () => this.#setMarginMode(params.instruction),
    };
    return answers[method]?.() ?? (/trades|batches|transfers|orders|fills/.test(method) ? page : {});
  }

  #preview(asked: PreviewParams): object {
    this.previewed.push(asked);
    return this.account.marginPreview(asked);
  }

  #place(instruction: InstructionJson): object {
    if (this.refusal) throw new Refusal(this.refusal.code, this.refusal.name, this.refusal.message);
    this.placed.push(instruction);
    const { name } = this.instruments.find(({ id }) => id === Number(instruction.instrument))!;
    return { order: { order_id: '1', status: 'open', filled: '0', instrument: name }, fills: [], receipt: null };
  }

  #setMarginMode(instruction: InstructionJson): object {
    if (this.refusal) throw new Refusal(this.refusal.code, this.refusal.name, this.refusal.message);
    this.placed.push(instruction);
    const { base } = UNDERLYINGS[Number(instruction.instrument) - 1] ?? { base: null };
    this.account.marginMode = base === null ? 'standard' : `portfolio:${base}`;
    this.#push('account', { account: this.account.state() });
    return { account: this.account.state(), receipt: null };
  }

  #serve(url: string, response: ServerResponse): void {
    const path = url.split('?')[0] === '/' ? '/index.html' : url.split('?')[0]!;
    const file = join(this.#folder, path);
    if (path === '/v1/config') send(response, 'application/json', JSON.stringify(this.#config()));
    else if (!existsSync(file)) response.writeHead(404).end();
    else send(response, CONTENT[extname(file)] ?? 'application/octet-stream', readFileSync(file));
  }

  #config(): object {
    const address = '0x0000000000000000000000000000000000000001';
    return {
      development: true,
      domain: domainOf(CHAIN, EXCHANGE).toString(),
      circuit: CIRCUIT_SIZES.dev,
      devWallet: { address: privateKeyToAccount(OWNER_KEY).address, privateKey: OWNER_KEY },
      l1: {
        chainId: CHAIN,
        chainName: 'none',
        rpcUrl: '/l1',
        explorerUrl: null,
        depositConfirmations: 1,
        exchange: EXCHANGE,
        queue: address,
        withdrawals: address,
        verifierRegistry: address,
        token: { address, symbol: 'USDC', decimals: 6, name: 'USD Coin', permit: true },
      },
    };
  }
}

const status = () => ({
  state: 'running',
  engine_seq: 1,
  market_mode: 'running',
  market_mode_reason: '',
  oracle: null,
  prover: { state: 'ready', detail: null, progress: null },
  batches: { unproved_rows: 0, settled: 3 },
});

function notify(socket: WebSocket, channel: string, data: object): void {
  socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } }));
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}
