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
  /** Left out where another process liquidates. */
  readonly liquidator?: { tick(): Promise<number> };
  readonly log: Logger;
}

/** Proposes marks and funding to the exchange, one tick at a time. It never writes state. */
export class MarginEngine {
  readonly #options: MarginEngineOptions;
  readonly #markets: readonly PricedMarket[];
  readonly #fundedHours = new Map<number, number>();
  readonly #pendingFunding = new Map<number, FundingStep[]>();
  #signer: OracleSigner | null = null;
  #pricesMissing = false;
  #ticks = 0;

  constructor(options: MarginEngineOptions) {
    this.#options = options;
    this.#markets = options.markets.map((market) => new PricedMarket(market));
  }

  /**
   * One tick at a time in Unix seconds: takes the next prices, signs and proposes a round, proposes the funding that is
   * due and the liquidations that the new marks ask for, and looks at the books now and then. A refusal or a lost connection is logged, and the next tick tries again.
   * Where a price stream throws, nothing is proposed for any market in this tick: one round holds the marks of all.
   */
  async tick(time: number): Promise<void> {
    const marks = this.#nextMarks();
    if (marks === null) return;
    const proposed = await this.#attempt('oracle round', () => this.#proposeRound(time, marks));
    if (proposed) {
      for (const market of this.#markets) {
        await this.#attempt('funding', () => this.#proposeFunding(time, market));
      }
    }
    if (proposed && this.#options.liquidator) {
      const { liquidator } = this.#options;
      await this.#attempt('liquidation', async () => void (await liquidator.tick()));
    }
    // After the funding, so that a sample belongs to the hour that has begun.
    if (this.#ticks % (this.#options.ticksPerSample ?? 5) === 0) await this.#observeBooks();
    this.#ticks++;
  }

  /** The marks of all rows; null where a price is missing, which is told once until all are back. */
  #nextMarks(): ReadonlyMap<number, bigint> | null {
    const marks = new Map<number, bigint>();
    const missing: { market: string; error: unknown }[] = [];
    // All of them go on, so that a stream that has a price stays in step with the clock.
    for (const market of this.#markets) {
      try {
        marks.set(market.row, market.tick());
      } catch (error) {
        missing.push({ market: market.name, error });
      }
    }
    const { log } = this.#options;
    const [first] = missing;
    if (first && !this.#pricesMissing) {
      const markets = missing.map(({ market }) => market);
      log.warn({ markets, err: first.error }, 'no price: no round until it is back');
    }
    if (!first && this.#pricesMissing) log.info('all prices are back');
    this.#pricesMissing = first !== undefined;
    return first ? null : marks;
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
        // Once prices have been steady for a while the exchange takes it.
        const later = error instanceof ExchangeRefusal && error.refusal === 'STALE_MARKS';
        if (error instanceof ExchangeRefusal && !later) pending.length = 0;
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
