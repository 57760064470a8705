import type { FundingStep } from '@tenor/protocol';
import type { Logger } from 'pino';
import { OracleSigner } from '../oracle/oracle-signer.ts';
import { ExchangeRefusal } from './exchange-client.ts';
import type { ExchangePort } from './exchange-port.ts';
import { PricedMarket, type PricedMarketOptions } from './priced-market.ts';

export interface MarginEngineOptions {
  readonly exchange: ExchangePort;
  readonly markets: readonly PricedMarketOptions[];
  /** 32 bytes. */
  readonly oracleSecret: Uint8Array;
  readonly domain: bigint;
  /** Rows of the circuit (M). */
  readonly rows: number;
  /** Ticks between looks at the books, 5 when left out. */
  readonly ticksPerSample?: number;
  readonly log: Logger;
}

/** Proposes marks and funding to the exchange, one tick at a time. It never writes state. */
export class MarginEngine {
  readonly #options: MarginEngineOptions;
  readonly #markets: readonly PricedMarket[];
  readonly #fundedHours = new Map<number, number>();
  readonly #pendingFunding = new Map<number, FundingStep[]>();
  #signer: OracleSigner | null = null;
  #ticks = 0;

  constructor(options: MarginEngineOptions) {
    this.#options = options;
    this.#markets = options.markets.map((market) => new PricedMarket(market));
  }

  /**
   * One tick at a time in Unix seconds: takes the next prices, signs and proposes a round, looks at the books now and
   * then, and proposes the funding that is due. A refusal or a lost connection is logged, and the next tick tries again.
   */
  async tick(time: number): Promise<void> {
    const marks = new Map(this.#markets.map((market) => [market.row, market.tick()]));
    const proposed = await this.#attempt('oracle round', () => this.#proposeRound(time, marks));
    if (proposed) {
      for (const market of this.#markets) {
        await this.#attempt('funding', () => this.#proposeFunding(time, market));
      }
    }
    // After the funding, so that a sample belongs to the hour that has begun.
    if (this.#ticks % (this.#options.ticksPerSample ?? 5) === 0) await this.#observeBooks();
    this.#ticks++;
  }

  async #proposeRound(time: number, marks: ReadonlyMap<number, bigint>): Promise<void> {
    const { exchange, oracleSecret: secret, domain, rows } = this.#options;
    this.#signer ??= new OracleSigner({ secret, domain, rows, last: { round: await exchange.lastRound(), time: 0 } });
    const round = this.#signer.sign(time, marks);
    try {
      await exchange.submitRound(round);
    } catch (error) {
      // Another round number may be known there (a restored data directory): ask again before the next tick.
      this.#signer = null;
      throw error;
    }
  }

  async #observeBooks(): Promise<void> {
    for (const market of this.#markets) {
      const seen = await this.#attempt('order book', async () => {
        market.observe(await this.#options.exchange.depth(market.name));
      });
      if (!seen) market.observe(null);
    }
  }

  async #proposeFunding(time: number, market: PricedMarket): Promise<void> {
    const { exchange } = this.#options;
    const hour = Math.floor(time / 3600);
    if (this.#fundedHours.get(market.row) !== hour) {
      const lastFundingHour = await exchange.lastFundingHour(market.name);
      const { fundingCapRate } = market.terms;
      const due = market.funding.due(time, { fundingCapRate, lastFundingHour }, market.index, market.mark);
      if (due === null) return;
      this.#pendingFunding.set(market.row, due);
      this.#fundedHours.set(market.row, hour);
    }
    const pending = this.#pendingFunding.get(market.row) ?? [];
    // A step stays pending until the exchange has answered: a lost connection must not lose an hour.
    while (pending[0]) {
      const step = pending[0];
      try {
        await exchange.submitFunding(step);
      } catch (error) {
        if (error instanceof ExchangeRefusal) pending.length = 0;
        throw error;
      }
      pending.shift();
      this.#options.log.info({ market: market.name, step: step.step.toString(), hours: step.hours }, 'funding paid');
    }
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      const refusal = error instanceof ExchangeRefusal ? error.refusal : undefined;
      this.#options.log.warn({ what, refusal, err: error }, 'the exchange did not take a proposal');
      return false;
    }
  }
}
