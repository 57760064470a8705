import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CIRCUIT_SIZES, derivePublicKey, domainOf, type L1Entry, stringifyExact } from '@tenor/protocol';
import { pino } from 'pino';
import { type RunningMatcher, runMatcher } from '../../../../services/matcher/src/run-matcher.ts';
import type { TradingKey } from '../../src/index.ts';

const EXCHANGE = '0x00000000000000000000000000000000000000ee';
const CHAIN = 31337;
const ORACLE_SECRET = '33'.repeat(32);
const TOKEN = 'a token of the tests alone';
/** The one key of the test circuit's oracle set. */
const oracleKey = derivePublicKey(Buffer.from(ORACLE_SECRET, 'hex'));
const ORACLE = {
  oracleKeys: [[String(oracleKey.x), String(oracleKey.y)] as [string, string]],
  oracleSecrets: [`0x${ORACLE_SECRET}`],
};
const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' });

/** A real exchange process's inside (journal, sequencer, gateway, margin engine) without L1: entries are put in by hand. */
export class LocalExchange {
  readonly #directory = mkdtempSync(join(tmpdir(), 'tenor-sdk-'));
  #running: RunningMatcher | null = null;
  #port = 0;
  #entries = 0;
  #accounts = 0;

  static async start(): Promise<LocalExchange> {
    const exchange = new LocalExchange();
    await exchange.up();
    await exchange.untilOpen();
    return exchange;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts, or starts again at the same address with the same data. */
  async up(): Promise<void> {
    const hour = Math.floor(Date.now() / 3_600_000);
    this.#running = await runMatcher(
      {
        dataDirectory: this.#directory,
        port: this.#port,
        circuit: 'test',
        chainId: CHAIN,
        exchange: EXCHANGE,
        genesisHour: hour - 1,
        internalToken: TOKEN,
        receiptKey: `0x${'22'.repeat(32)}`,
        ...ORACLE,
        tickMilliseconds: 200,
        signatureThreads: 0,
        webConfig: {
          development: true,
          domain: domainOf(CHAIN, EXCHANGE).toString(),
          circuit: CIRCUIT_SIZES.test,
          devWallet: null,
          l1: { chainId: CHAIN, chainName: 'none', rpcUrl: 'http://127.0.0.1:9', exchange: EXCHANGE },
        },
      },
      log,
    );
    this.#port = Number(new URL(this.#running.url).port);
  }

  async down(): Promise<void> {
    await this.#running?.stop();
    this.#running = null;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Registers an account with a deposit, as L1 would. Returns its id. */
  async openAccount(key: TradingKey, microUsd: bigint, owner = 0xabcn): Promise<number> {
    const account = ++this.#accounts;
    await this.#entry({ kind: 'register', index: this.#entries, account, owner, key: key.publicKey });
    await this.#entry({ kind: 'deposit', index: this.#entries, account, amount: microUsd });
    return account;
  }

  async #entry(entry: L1Entry): Promise<void> {
    const response = await fetch(`${this.url}/internal/command`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: stringifyExact({ kind: 'l1-entry', entry, l1Tx: `0x${'00'.repeat(32)}`, l1Block: 1 }),
    });
    if (!response.ok) throw new Error(await response.text());
    this.#entries++;
  }

  /** Waits for the first oracle round. */
  async untilOpen(): Promise<void> {
    for (let i = 0; i < 200; i++) {
      const response = await fetch(`${this.url}/rpc`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'public/ticker', params: { instrument: 'BTC-PERP' } }),
      });
      const { result } = (await response.json()) as { result?: { mark_price: string | null } };
      if (result?.mark_price) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('there is no mark price after ten seconds');
  }
}
