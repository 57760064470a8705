import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoundPrices } from '@tenor/margin-engine';
import {
  CIRCUIT_SIZES,
  derivePublicKey,
  domainOf,
  generationOf,
  genesisState,
  type Instruction,
  instructionMessage,
  isOption,
  Ledger,
  type PublicKey,
  sign,
} from '@tenor/protocol';
import { pino } from 'pino';
import { Value } from 'typebox/value';
import { privateKeyToAccount } from 'viem/accounts';
import { scenarioPricesOf } from '../../../../test/scenario/scenario-prices.ts';
import { OracleSigner } from '../../../margin-engine/test/support/oracle-signer.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import type { GatewayOptions } from '../../src/gateway/gateway-options.ts';
import { encodeSignedInstruction } from '../../src/gateway/instruction-json.ts';
import { loginMessage } from '../../src/gateway/login-message.ts';
import type { ErrorJson } from '../../src/gateway/schema/error.ts';
import { type MethodName, type MethodParams, type MethodResult, methods } from '../../src/gateway/schema/methods.ts';
import type { LimitsJson } from '../../src/gateway/schema/receipt.ts';
import type { SignedInstructionJson } from '../../src/gateway/schema/signed-instruction.ts';
import { Exchange } from '../../src/sequencer/exchange.ts';

export const CHAIN_ID = 31337;
export const EXCHANGE_ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
export const INTERNAL_TOKEN = 'internal token of the test';
const RECEIPT_KEY = `0x${'11'.repeat(32)}` as const;
const MARKS = { btc: 950_000_0n, eth: 3_400_000n };
const HOUR = 3600;
const ORACLE_SECRETS = Array.from({ length: CIRCUIT_SIZES.dev.N }, (_, signer) => new Uint8Array(32).fill(99 + signer));

export interface Trader {
  readonly account: number;
  readonly secret: Uint8Array;
  readonly key: PublicKey;
  readonly walletKey: `0x${string}`;
}

export interface Reply<R> {
  readonly status: number;
  readonly headers: Headers;
  readonly result: R;
  readonly error: ErrorJson;
  readonly limits: LimitsJson;
}

const traderOf = (account: number): Trader => {
  const secret = new Uint8Array(32).fill(account);
  const walletKey = `0x${account.toString(16).padStart(64, '0')}` as const;
  return { account, secret, key: derivePublicKey(secret), walletKey };
};

/** Rounds are repeated only in tests that take long: before the exchange would stop trading. */
const REPEAT_MILLISECONDS = 8_000;

/** A real exchange with its API on a free port: registered traders with money, and marks for both markets. */
export class GatewayRig {
  readonly directory: string;
  readonly exchange: Exchange;
  readonly url: string;
  readonly domain = domainOf(CHAIN_ID, EXCHANGE_ADDRESS);
  readonly traders: readonly Trader[];
  readonly #close: () => Promise<void>;
  readonly #now: () => number;
  readonly #oracle: OracleSigner;
  readonly #generations = new Map<number, bigint>();
  /** Marks of dated instruments by row, and what rounds say of the expiry that is due: for the rounds from now on. */
  dated = new Map<number, bigint>();
  settlement: RoundPrices['settlement'] = null;
  #slot = 0;
  #marks = MARKS;
  #keepingFresh: NodeJS.Timeout | null = null;

  private constructor(parts: {
    directory: string;
    exchange: Exchange;
    url: string;
    oracle: OracleSigner;
    traders: readonly Trader[];
    close: () => Promise<void>;
    now: () => number;
  }) {
    this.directory = parts.directory;
    this.exchange = parts.exchange;
    this.url = parts.url;
    this.traders = parts.traders;
    this.#oracle = parts.oracle;
    this.#close = parts.close;
    this.#now = parts.now;
  }

  static async start(options: Partial<GatewayOptions> = {}, traders = 3): Promise<GatewayRig> {
    const directory = await mkdtemp(join(tmpdir(), 'tenor-gateway-'));
    const domain = domainOf(CHAIN_ID, EXCHANGE_ADDRESS);
    const size = CIRCUIT_SIZES.dev;
    const oracle = new OracleSigner({ secrets: ORACLE_SECRETS, quorum: size.V, domain, rows: size.M });
    const ledger = { size, domain, oracleKeys: oracle.keys };
    const genesis = genesisState(size, Math.floor(Date.now() / 1000 / HOUR));
    const log = pino({ level: 'fatal' });
    const exchange = await Exchange.open({
      dataDir: join(directory, 'journal'),
      identity: 'test',
      ledgers: {
        create: () => Ledger.create({ ...ledger, genesis }),
        restore: (text) => Ledger.deserialize(text, ledger),
      },
      log,
      probe: false,
    });
    const gateway = await createGateway({
      exchange,
      logger: log,
      chainId: CHAIN_ID,
      exchangeAddress: EXCHANGE_ADDRESS,
      domain,
      oracleKeys: oracle.keys,
      circuit: 'dev',
      receiptKey: RECEIPT_KEY,
      internalToken: INTERNAL_TOKEN,
      proofDirectory: join(directory, 'proofs'),
      rates: PLENTY,
      signatureThreads: 0,
      ...options,
    });
    const url = await gateway.listen({ port: 0 });
    const rig = new GatewayRig({
      directory,
      exchange,
      url,
      oracle,
      now: options.now ?? Date.now,
      traders: Array.from({ length: traders }, (_, i) => traderOf(i + 1)),
      close: async () => {
        await gateway.close();
        await exchange.close();
        await rm(directory, { recursive: true });
      },
    });
    await rig.#fund();
    rig.#keepingFresh = setInterval(() => void rig.round(), REPEAT_MILLISECONDS);
    return rig;
  }

  /** The oracle set. */
  get oracleKeys(): readonly PublicKey[] {
    return this.#oracle.keys;
  }

  close(): Promise<void> {
    this.letPricesStop();
    return this.#close();
  }

  /** From now on nobody repeats the last round. */
  letPricesStop(): void {
    if (this.#keepingFresh) clearInterval(this.#keepingFresh);
  }

  /** Proposes a round with the given marks of the perpetuals, which are the index too (µUSD per lot), or the last ones again. */
  async round(marks: { btc: bigint; eth: bigint } = this.#marks): Promise<void> {
    this.#marks = marks;
    const rows = new Map([[0, marks.btc], [1, marks.eth], ...this.dated]);
    const instruments = new Map(this.exchange.queries.instruments().map(({ row, terms }) => [row, terms.instrument]));
    const scenarioPrices = new Map(
      this.exchange.queries
        .instruments()
        .filter(({ terms }) => isOption(terms))
        .map(({ row, terms }) => [row, scenarioPricesOf(terms, rows.get(row)!)]),
    );
    const index = [marks.btc, marks.eth];
    const prices = { instruments, marks: rows, scenarioPrices, index, settlement: this.settlement };
    const round = this.#oracle.sign(Math.floor(this.#now() / 1000), prices);
    await this.exchange.submit({ type: 'oracleRound', round, time: this.#now() });
  }

  /** A JSON-RPC call over HTTP. */
  async call<N extends MethodName>(name: N, params: MethodParams<N>, token?: string): Promise<Reply<MethodResult<N>>> {
    const reply = await this.raw<MethodResult<N>>(
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: name, params }),
      token,
    );
    requireResult(name, reply.result);
    return reply;
  }

  async raw<R>(body: string, token?: string): Promise<Reply<R>> {
    const response = await fetch(`${this.url}/rpc`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
    const reply = (await response.json()) as Omit<Reply<R>, 'status' | 'headers'>;
    return { ...reply, status: response.status, headers: response.headers };
  }

  /** What logs a trader in with the L2 key. */
  async loginParams(trader: Trader, scope: 'read' | 'trade' = 'trade'): Promise<MethodParams<'private/login'>> {
    const { account, secret } = trader;
    const { nonce } = (await this.call('public/login_nonce', { account })).result;
    const message = loginMessage(this.domain, { account, scope, nonce: BigInt(nonce) });
    return { account, scope, nonce, ...signedBy(trader, sign(secret, message)) };
  }

  /** Logs a trader in over HTTP; returns the token. */
  async login(trader: Trader, scope: 'read' | 'trade' = 'trade'): Promise<string> {
    const login = await this.call('private/login', await this.loginParams(trader, scope));
    if (!login.result) throw new Error(JSON.stringify(login.error));
    return login.result.token;
  }

  /** An instruction with all members, good for an hour, in a slot and generation of its own. */
  instruction(trader: Trader, fields: Partial<Instruction>): Instruction {
    const now = this.#now();
    const last = this.#generations.get(trader.account) ?? 0n;
    const fresh = generationOf(now);
    const generation = fresh > last ? fresh : last + 1n;
    this.#generations.set(trader.account, generation);
    this.#slot = (this.#slot + 1) % 700;
    return {
      kind: 'order',
      account: trader.account,
      instrument: 0,
      side: 0,
      reduceOnly: false,
      postOnly: false,
      slot: this.#slot,
      generation,
      revision: 0,
      expiry: Math.floor(now / 1000) + HOUR,
      size: 0n,
      limitPrice: 0n,
      maxFeePerLot: 0n,
      amount: 0n,
      ...fields,
    };
  }

  signed(trader: Trader, instruction: Instruction): SignedInstructionJson {
    const signature = sign(trader.secret, instructionMessage(this.domain, instruction));
    return encodeSignedInstruction({ instruction, signature, key: trader.key });
  }

  /** A signed BTC order. Price in µUSD per lot, size in lots. */
  order(trader: Trader, side: 0 | 1, limitPrice: bigint, size: bigint, fields: Partial<Instruction> = {}) {
    return this.signed(
      trader,
      this.instruction(trader, { instrument: 1, side, limitPrice, size, maxFeePerLot: limitPrice / 100n, ...fields }),
    );
  }

  async #fund(): Promise<void> {
    await this.round();
    let index = 0;
    const time = this.#now();
    for (const { account, key, walletKey } of this.traders) {
      const owner = BigInt(privateKeyToAccount(walletKey).address);
      const where = { transactionHash: `0x${'ab'.repeat(32)}`, block: 1, time };
      await this.exchange.submit({
        type: 'l1Entry',
        entry: { kind: 'register', index: index++, account, owner, key },
        ...where,
      });
      const amount = 1_000_000_000_000n;
      await this.exchange.submit({
        type: 'l1Entry',
        entry: { kind: 'deposit', index: index++, account, amount },
        ...where,
      });
    }
  }
}

/** Throws when a result is not what the schema of its method promises. */
export function requireResult(name: MethodName, result: unknown): void {
  const schema = methods[name].result;
  if (result === undefined || Value.Check(schema, result)) return;
  const [first] = Value.Errors(schema, result);
  throw new Error(`${name}: ${first?.instancePath} ${first?.message} in ${JSON.stringify(result).slice(0, 500)}`);
}

const PLENTY = Object.fromEntries(
  (['orders', 'cancels', 'reads', 'subscriptions'] as const).map((name) => [
    name,
    { burst: 1_000_000, perSecond: 1_000_000 },
  ]),
);

const signedBy = ({ key }: Trader, { R8, S }: ReturnType<typeof sign>) => ({
  signature: { R8: [String(R8.x), String(R8.y)] as [string, string], S: String(S) },
  key: [String(key.x), String(key.y)] as [string, string],
});
