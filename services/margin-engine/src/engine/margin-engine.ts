import { isDated } from '@tenor/protocol';
import type { Logger } from 'pino';
import { ExpiryProposer } from '../expiry/expiry-proposer.ts';
import { type Books, MarkModel } from '../mark/mark-model.ts';
import { type OptionAnalytics, optionAnalytics } from '../options/option-analytics.ts';
import { SurfaceFitter } from '../options/surface-fitter.ts';
import { VolatilitySmiles } from '../options/volatility-smiles.ts';
import type { RoundAuthority } from '../oracle/round-authority.ts';
import type { RoundPrices } from '../oracle/round-builder.ts';
import { RoundProposer } from '../oracle/round-proposer.ts';
import { RoundUnsigned } from '../oracle/round-unsigned.ts';
import { type IndexFeedOptions, nextIndexes } from '../price/index-feed.ts';
import { SettlementPrices } from '../settlement/settlement-prices.ts';
import { memorySettlements, type SettlementStore } from '../settlement/settlement-store.ts';
import type { ExchangePort, ListedMarket } from './exchange-port.ts';
import { ExchangeRefusal } from './exchange-refusal.ts';
import { FundingProposer } from './funding-proposer.ts';

export interface MarginEngineOptions {
  readonly exchange: ExchangePort;
  /** One for each underlying of the circuit, 1 to U in order. */
  readonly indexes: readonly IndexFeedOptions[];
  /** Who signs the rounds. */
  readonly authority: RoundAuthority;
  /** Rows of the circuit (M). */
  readonly rows: number;
  /** Remembers settlement prices; they are lost with the process when left out. */
  readonly settlements?: SettlementStore;
  /** Seconds that funding due at the start waits for samples of the premium; 0 when left out. */
  readonly fundingPatienceSeconds?: number;
  /** Ticks between looks at the books, 5 when left out. */
  readonly ticksPerSample?: number;
  /** Left out where another process liquidates. */
  readonly liquidator?: { tick(): Promise<number> };
  readonly log: Logger;
}

/** Proposes marks, funding, settlement prices and expiries to the exchange, one tick at a time. It never writes state. */
export class MarginEngine {
  readonly #options: MarginEngineOptions;
  readonly #marks: MarkModel;
  readonly #settlements: SettlementPrices;
  readonly #funding: FundingProposer;
  readonly #expiries: ExpiryProposer;
  readonly #rounds: RoundProposer;
  #listed: readonly ListedMarket[] = [];
  #fitter: SurfaceFitter | null = null;
  #refitting: Promise<void> | null = null;
  #pricesMissing = false;
  #ticks = 0;
  #closed = false;

  /** Throws RangeError unless the indexes are of underlyings 1, 2, … in order. */
  constructor(options: MarginEngineOptions) {
    const { exchange, indexes, settlements = memorySettlements(), fundingPatienceSeconds, log } = options;
    if (indexes.some(({ underlying }, place) => underlying !== place + 1)) {
      throw new RangeError('An index for each underlying, 1 and up in order, is needed.');
    }
    this.#options = options;
    const volatilities = indexes.flatMap(({ underlying, volatility }) =>
      volatility === undefined ? [] : [[underlying, volatility] as const],
    );
    const lost = (error: Error): void => log.warn({ err: error }, 'the surface worker is lost');
    const smiles = new VolatilitySmiles((expiries) => {
      this.#fitter ??= new SurfaceFitter(lost);
      return this.#fitter.fit(expiries);
    }, new Map(volatilities));
    this.#marks = new MarkModel(smiles, fundingPatienceSeconds);
    this.#settlements = new SettlementPrices(settlements, log);
    this.#funding = new FundingProposer(exchange, log);
    this.#expiries = new ExpiryProposer(exchange);
    this.#rounds = new RoundProposer(options);
  }

  /** Volatility and greeks of an option's last mark; null for anything that is no listed option or has no mark yet. */
  optionAnalytics(instrument: number): OptionAnalytics | null {
    const pricing = this.#marks.pricing(instrument);
    const terms = this.#listed.find((market) => market.terms.instrument === instrument)?.terms;
    const feed = terms && this.#options.indexes[terms.underlying - 1];
    return pricing && feed ? optionAnalytics(pricing, feed.lotsPerUnit) : null;
  }

  /** Ends the worker that fits surfaces. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#fitter?.close();
    await this.#refitting;
  }

  /**
   * One tick at a time in Unix seconds: takes the next prices, has a round signed and proposes it, proposes the funding, the expiries and the liquidations that it
   * makes due, and looks at the books now and then. A refusal or a lost connection is logged, and the next tick tries again.
   * Where a price stream throws, nothing is proposed for any market in this tick: one round holds the prices of all.
   */
  async tick(time: number): Promise<void> {
    if (!(await this.#attempt('list of markets', () => this.#follow()))) return;
    const index = this.#nextIndex(time);
    if (index === null) return;
    // So that the first marks already know what the books say.
    if (this.#ticks === 0) await this.#observeDated(await this.#readBooks(), time, index);
    let settlementHour = 0;
    const proposed = await this.#attempt('oracle round', async () => {
      settlementHour = await this.#proposeRound(time, index);
    });
    if (proposed) await this.#proposeDue(time, settlementHour);
    // After the funding, so that a sample belongs to the hour that has begun.
    if (this.#ticks % (this.#options.ticksPerSample ?? 5) === 0) {
      const books = await this.#readBooks();
      this.#marks.observePerpetuals(books);
      if (this.#ticks > 0) {
        this.#refitting ??= this.#observeDated(books, time, index).finally(() => {
          this.#refitting = null;
        });
      }
    }
    this.#ticks++;
  }

  async #follow(): Promise<void> {
    const { exchange } = this.#options;
    this.#listed = await exchange.markets();
    const last = this.#ticks === 0 ? await exchange.lastRound() : null;
    if (last && last.settlementHour !== 0) this.#settlements.adopt(last.settlementHour, last.settlement);
    this.#marks.follow(this.#listed, last);
  }

  #expiryHours(): Set<number> {
    return new Set(this.#listed.filter(({ terms }) => isDated(terms)).map(({ terms }) => terms.expiryHour));
  }

  /** The index prices of all underlyings; null where one is missing, which is told once until all are back. */
  #nextIndex(time: number): bigint[] | null {
    const { indexes, log } = this.#options;
    const { index, missing } = nextIndexes(indexes);
    this.#settlements.sample(time, index, this.#expiryHours());
    const [first] = missing;
    if (first && !this.#pricesMissing) {
      const underlyings = missing.map(({ underlying }) => underlying);
      log.warn({ underlyings, err: first.error }, 'no price: no round until it is back');
    }
    if (!first && this.#pricesMissing) log.info('all prices are back');
    this.#pricesMissing = first !== undefined;
    const complete = index.filter((price) => price !== null);
    return complete.length === index.length ? complete : null;
  }

  /** Returns the settlement hour of the round that the exchange took. */
  async #proposeRound(time: number, index: readonly bigint[]): Promise<number> {
    const hours = this.#expiryHours();
    this.#settlements.fix(time, index, hours);
    const settlement = this.#settlements.due(time, hours);
    const progress = (underlying: number, hour: number) => this.#settlements.progress(underlying, hour);
    const instruments = new Map(this.#listed.map(({ row, terms }) => [row, terms.instrument]));
    const prices: RoundPrices = { instruments, ...this.#marks.next({ time, index, progress }), index, settlement };
    await this.#rounds.propose(time, prices, this.#listed);
    return settlement?.hour ?? 0;
  }

  async #proposeDue(time: number, settlementHour: number): Promise<void> {
    const { liquidator, log } = this.#options;
    for (const market of this.#marks.perpetuals) {
      await this.#attempt('funding', () => this.#funding.propose(time, market));
    }
    await this.#attempt('expiry', async () => {
      const { expired, swept } = await this.#expiries.propose(this.#listed, settlementHour);
      if (expired.length + swept.length > 0) log.info({ expired, swept }, 'expired instruments settled');
    });
    if (liquidator) await this.#attempt('liquidation', async () => void (await liquidator.tick()));
  }

  async #readBooks(): Promise<Books> {
    const books: [number, Awaited<ReturnType<ExchangePort['depth']>> | null][] = [];
    for (const { name, terms } of this.#listed) {
      const read = await this.#attempt('order book', async () => {
        books.push([terms.instrument, await this.#options.exchange.depth(name)]);
      });
      if (!read) books.push([terms.instrument, null]);
    }
    return new Map(books);
  }

  async #observeDated(books: Books, time: number, index: readonly bigint[]): Promise<void> {
    try {
      await this.#marks.observeDated(books, time, index);
    } catch (error) {
      if (!this.#closed)
        this.#options.log.warn({ err: error }, 'the volatility surface was not fitted: the last one stays');
    }
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      // Told by whoever asks the signers, once for all rounds: this would be a line a second.
      if (error instanceof RoundUnsigned) return false;
      const refusal = error instanceof ExchangeRefusal ? error.refusal : undefined;
      this.#options.log.warn({ what, refusal, err: error }, 'the exchange did not take a proposal');
      return false;
    }
  }
}
