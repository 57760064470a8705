import { type FundingStep, type OracleRound, parseExact, stringifyExact } from '@tenor/protocol';
import { Decimal } from 'decimal.js';
import type { BookDepth, BookLevel } from '../funding/impact-price.ts';
import type { ExchangePort, ListedMarket } from './exchange-port.ts';
import { ExchangeRefusal } from './exchange-refusal.ts';

export interface ExchangeClientOptions {
  /** Origin of the exchange, e.g. http://127.0.0.1:8080. */
  readonly url: string;
  readonly internalToken: string;
  /** Lots of one whole unit, by underlying. */
  readonly lotsPerUnit: ReadonlyMap<number, bigint>;
}

const DEPTH = 50;
const MICRO = 1_000_000;
const HOUR_MILLISECONDS = 3_600_000;
const TIMEOUT_MILLISECONDS = 5_000;

type Json = Readonly<Record<string, unknown>>;

/** What `/internal/markets` says. */
interface MarketsView {
  readonly markets: readonly ListedMarket[];
  readonly round: OracleRound | null;
  readonly expiredHolders: readonly number[];
}

/** The exchange over its public JSON-RPC and its internal HTTP interface. Refusals throw ExchangeRefusal. */
export class ExchangeClient implements ExchangePort {
  readonly #options: ExchangeClientOptions;
  readonly #underlyings = new Map<string, number>();

  constructor(options: ExchangeClientOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#options.url;
  }

  async markets(): Promise<readonly ListedMarket[]> {
    const { markets } = await this.#view();
    for (const { name, terms } of markets) this.#underlyings.set(name, terms.underlying);
    return markets;
  }

  async lastRound(): Promise<OracleRound | null> {
    return (await this.#view()).round;
  }

  async expiredHolders(limit: number): Promise<readonly number[]> {
    return (await this.#view()).expiredHolders.slice(0, limit);
  }

  async lastFundingHour(instrument: string): Promise<number> {
    const { next_funding_time: next } = await this.#call('public/ticker', { instrument });
    if (typeof next !== 'number') throw new Error('The ticker has no next_funding_time.');
    return Math.floor(next / HOUR_MILLISECONDS) - 1;
  }

  async depth(instrument: string): Promise<BookDepth> {
    const lots = this.#options.lotsPerUnit.get(this.#underlyings.get(instrument) ?? 0);
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

  async submitExpiry(row: number): Promise<void> {
    await this.#request('POST', '/internal/command', stringifyExact({ kind: 'expire', row }));
  }

  async submitSweep(account: number): Promise<void> {
    await this.#request('POST', '/internal/command', stringifyExact({ kind: 'sweep', account }));
  }

  async #view(): Promise<MarketsView> {
    return (await this.#request('GET', '/internal/markets')) as unknown as MarketsView;
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
    const reply = parseExact<Json>(await response.text());
    if (!response.ok) throw this.#refusal(reply);
    return reply;
  }

  #refusal(error: unknown): ExchangeRefusal {
    const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
    return new ExchangeRefusal(String(name ?? 'UNKNOWN'), String(message ?? 'The exchange refused without a reason.'));
  }
}
