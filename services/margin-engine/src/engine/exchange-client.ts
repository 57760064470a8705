import { type FundingStep, type OracleRound, stringifyExact } from '@tenor/protocol';
import { Decimal } from 'decimal.js';
import type { BookDepth, BookLevel } from '../funding/impact-price.ts';
import type { ExchangePort } from './exchange-port.ts';

export interface ExchangeClientOptions {
  /** Origin of the exchange, e.g. http://127.0.0.1:8080. */
  readonly url: string;
  readonly internalToken: string;
  /** Lots of one whole unit, by instrument name. */
  readonly lotsPerUnit: ReadonlyMap<string, bigint>;
}

const DEPTH = 50;
const MICRO = 1_000_000;
const HOUR_MILLISECONDS = 3_600_000;
const TIMEOUT_MILLISECONDS = 5_000;

/** A refusal of the exchange, with its name. */
export class ExchangeRefusal extends Error {
  override readonly name = 'ExchangeRefusal';
  readonly refusal: string;

  constructor(refusal: string, message: string) {
    super(message);
    this.refusal = refusal;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** The exchange over its public JSON-RPC and its internal HTTP interface. Refusals throw ExchangeRefusal. */
export class ExchangeClient implements ExchangePort {
  readonly #options: ExchangeClientOptions;

  constructor(options: ExchangeClientOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#options.url;
  }

  async lastRound(): Promise<number> {
    const { lastRound } = await this.#request('GET', '/internal/status');
    return typeof lastRound === 'number' ? lastRound : 0;
  }

  async lastFundingHour(instrument: string): Promise<number> {
    const { next_funding_time: next } = await this.#call('public/ticker', { instrument });
    if (typeof next !== 'number') throw new Error('The ticker has no next_funding_time.');
    return Math.floor(next / HOUR_MILLISECONDS) - 1;
  }

  async depth(instrument: string): Promise<BookDepth> {
    const lots = this.#options.lotsPerUnit.get(instrument);
    if (lots === undefined) throw new Error(`The lot size of ${instrument} is not known.`);
    const { bids, asks } = await this.#call('public/order_book', { instrument, depth: DEPTH });
    const level = ([price, size]: [string, string]): BookLevel => ({
      price: BigInt(new Decimal(price).times(MICRO).dividedBy(lots.toString()).toFixed(0)),
      size: BigInt(new Decimal(size).times(lots.toString()).toFixed(0)),
    });
    return { bids: (bids as [string, string][]).map(level), asks: (asks as [string, string][]).map(level) };
  }

  async submitRound(round: OracleRound): Promise<void> {
    await this.#request('POST', '/internal/command', stringifyExact({ kind: 'oracle-round', round }));
  }

  async submitFunding(funding: FundingStep): Promise<void> {
    await this.#request('POST', '/internal/command', stringifyExact({ kind: 'funding-step', funding }));
  }

  async #call(method: string, params: object): Promise<Json> {
    const reply = await this.#request('POST', '/rpc', JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    if (typeof reply.result !== 'object' || reply.result === null) throw this.#refusal(reply.error);
    return reply.result as Json;
  }

  async #request(method: string, path: string, body?: string): Promise<Json> {
    const { url, internalToken } = this.#options;
    const headers: Record<string, string> = path.startsWith('/internal/')
      ? { authorization: `Bearer ${internalToken}` }
      : {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const response = await fetch(new URL(path, url), { method, headers, body, signal });
    const reply = (await response.json()) as Json;
    if (!response.ok) throw this.#refusal(reply);
    return reply;
  }

  #refusal(error: unknown): ExchangeRefusal {
    const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
    return new ExchangeRefusal(String(name ?? 'UNKNOWN'), String(message ?? 'The exchange refused without a reason.'));
  }
}
