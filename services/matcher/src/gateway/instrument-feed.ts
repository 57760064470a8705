import { isDated, isOption } from '@tenor/protocol';
import type { ExchangeEvent } from '../sequencer/events.ts';
import type { BookSnapshot, ExchangeQueries, MarketSummary } from '../sequencer/queries.ts';
import type { AnalyticsPort } from './account-figures.ts';
import { Candles } from './candles.ts';
import { figureText, usdText } from './decimal-text.ts';
import { hourlyRate } from './funding-rate.ts';
import type { ScaledInstrument } from './instrument-directory.ts';
import { PublishedBook } from './published-book.ts';
import type { OrderBookJson, TickerJson } from './schema/market-records.ts';

const HOUR_SECONDS = 3600;
const BOOK_DEPTH_DEFAULT = 1000;
const HISTORY_PAGE = 500;
/** Trades read back at the start for candles and 24 h figures. */
const HISTORY_MAX = 20_000;

const IV_PLACES = 4;
const GREEK_PLACES = 10;

/** Where a feed reads what no event tells. */
export interface FeedSources {
  readonly queries: ExchangeQueries;
  readonly analytics: AnalyticsPort;
  readonly now: () => number;
}

/** What the outside may know of one instrument: its book, candles and ticker, from released events. */
export class InstrumentFeed {
  readonly instrument: ScaledInstrument;
  readonly book: PublishedBook;
  readonly candles = new Candles();
  readonly #sources: FeedSources;
  #lastPrice: bigint | null = null;
  #lastMarket: MarketSummary | null = null;

  private constructor(instrument: ScaledInstrument, sources: FeedSources, book: BookSnapshot) {
    this.instrument = instrument;
    this.#sources = sources;
    this.book = new PublishedBook(instrument, book);
  }

  /** The feed of an instrument with its past, before any event. */
  static restored(instrument: ScaledInstrument, sources: FeedSources): InstrumentFeed {
    const feed = new InstrumentFeed(instrument, sources, sources.queries.book(instrument.id));
    feed.#readHistory();
    return feed;
  }

  /** The feed of an instrument that has just been listed: everything that happens to it comes as events. */
  static fresh(instrument: ScaledInstrument, sources: FeedSources, engineSeq: number): InstrumentFeed {
    const { id } = instrument;
    return new InstrumentFeed(instrument, sources, {
      instrument: id,
      seq: 0,
      engineSeq,
      time: sources.now(),
      bids: [],
      asks: [],
    });
  }

  apply(event: ExchangeEvent): void {
    if (event.type === 'book') this.book.apply(event.changes, event.seq, event.engineSeq);
    else if (event.type === 'trade') {
      this.candles.add(event.trade);
      this.#lastPrice = event.trade.price;
    }
  }

  orderBook(depth = BOOK_DEPTH_DEFAULT): OrderBookJson {
    return {
      instrument: this.instrument.name,
      seq: this.book.seq,
      engine_seq: this.book.engineSeq,
      time: this.#sources.now(),
      bids: this.book.top(0, depth),
      asks: this.book.top(1, depth),
      checksum: this.book.checksum(),
    };
  }

  ticker(): TickerJson {
    const { queries, now } = this.#sources;
    const { id, name, price, size, specification } = this.instrument;
    const market = this.#market();
    const day = this.candles.day(now());
    const priceOrNull = (value: bigint | null | undefined) => (value == null ? null : price(value));
    const bid = this.book.best(0);
    const ask = this.book.best(1);
    const funding = queries.fundingHistory(id, { limit: 1 }).results[0];
    const { engineSeq } = queries.summary();
    const isFunded = market !== null && !isDated(specification.terms);
    return {
      instrument: name,
      time: now(),
      engine_seq: engineSeq,
      mark_price: priceOrNull(market?.mark),
      index_price: priceOrNull(market?.index),
      last_price: priceOrNull(this.#lastPrice),
      best_bid: bid?.[0] ?? null,
      best_bid_size: bid?.[1] ?? null,
      best_ask: ask?.[0] ?? null,
      best_ask_size: ask?.[1] ?? null,
      high_24h: priceOrNull(day?.high),
      low_24h: priceOrNull(day?.low),
      open_24h: priceOrNull(day?.open),
      volume_24h: size(day?.volume ?? 0n),
      turnover_24h: usdText(day?.turnover ?? 0n),
      open_interest: size(market?.openInterest ?? 0n),
      funding_rate: funding ? hourlyRate(funding) : null,
      next_funding_time: isFunded ? (market.lastFundingHour + 1) * HOUR_SECONDS * 1000 : null,
      oracle_round: queries.round()?.round ?? null,
      ...this.#optionFigures(),
    };
  }

  /** Volatility and greeks where it is an option; null while nobody has valued it. */
  #optionFigures(): Pick<TickerJson, 'mark_iv' | 'greeks'> {
    const { specification, id } = this.instrument;
    if (!isOption(specification.terms)) return {};
    const figures = this.#sources.analytics.option(id);
    if (!figures) return { mark_iv: null, greeks: null };
    const { iv, delta, gamma, vega, theta } = figures;
    const greek = (value: number): string => figureText(value, GREEK_PLACES);
    return {
      mark_iv: figureText(iv, IV_PLACES),
      greeks: { delta: greek(delta), gamma: greek(gamma), vega: greek(vega), theta: greek(theta) },
    };
  }

  /** As it is now; as it last was where it has expired and nobody has been told yet. */
  #market(): MarketSummary | null {
    const { queries } = this.#sources;
    const { id } = this.instrument;
    if (queries.specification(id)) this.#lastMarket = queries.market(id);
    return this.#lastMarket;
  }

  #readHistory(): void {
    const pages = [];
    let before: number | undefined;
    for (let count = 0; count < HISTORY_MAX; count += HISTORY_PAGE) {
      const page = this.#sources.queries.trades(this.instrument.id, {
        limit: HISTORY_PAGE,
        ...(before === undefined ? {} : { before }),
      });
      pages.push(page.results);
      if (page.next === null) break;
      before = page.next;
    }
    for (const trade of pages.flat().reverse()) {
      this.candles.add(trade);
      this.#lastPrice = trade.price;
    }
  }
}
