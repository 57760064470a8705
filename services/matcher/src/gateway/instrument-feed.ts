import type { ExchangeEvent } from '../sequencer/events.ts';
import type { ExchangeQueries } from '../sequencer/queries.ts';
import type { AnalyticsPort } from './account-figures.ts';
import { Candles } from './candles.ts';
import { usdText } from './decimal-text.ts';
import { hourlyRate } from './funding-rate.ts';
import type { ScaledInstrument } from './instrument-directory.ts';
import { PublishedBook } from './published-book.ts';
import type { OrderBookJson, TickerJson } from './schema/market-records.ts';

const HOUR_SECONDS = 3600;
const BOOK_DEPTH_DEFAULT = 1000;
const HISTORY_PAGE = 500;
/** Trades read back at the start for candles and 24 h figures. */
const HISTORY_MAX = 20_000;

/** What the outside may know of one instrument: its book, candles and ticker, from released events. */
export class InstrumentFeed {
  readonly instrument: ScaledInstrument;
  readonly book: PublishedBook;
  readonly candles = new Candles();
  readonly #queries: ExchangeQueries;
  readonly #analytics: AnalyticsPort;
  readonly #now: () => number;
  #lastPrice: bigint | null = null;

  constructor(instrument: ScaledInstrument, queries: ExchangeQueries, analytics: AnalyticsPort, now: () => number) {
    this.instrument = instrument;
    this.#queries = queries;
    this.#analytics = analytics;
    this.#now = now;
    this.book = new PublishedBook(instrument, queries.book(instrument.id));
    this.#readHistory();
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
      time: this.#now(),
      bids: this.book.top(0, depth),
      asks: this.book.top(1, depth),
      checksum: this.book.checksum(),
    };
  }

  ticker(): TickerJson {
    const { id, name, price, size } = this.instrument;
    const market = this.#queries.market(id);
    const day = this.candles.day(this.#now());
    const priceOrNull = (value: bigint | null | undefined) => (value == null ? null : price(value));
    const bid = this.book.best(0);
    const ask = this.book.best(1);
    const funding = this.#queries.fundingHistory(id, { limit: 1 }).results[0];
    const { engineSeq } = this.#queries.summary();
    return {
      instrument: name,
      time: this.#now(),
      engine_seq: engineSeq,
      mark_price: priceOrNull(market.mark),
      index_price: priceOrNull(this.#analytics.indexPrice(id)),
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
      open_interest: size(market.openInterest),
      funding_rate: funding ? hourlyRate(funding) : null,
      next_funding_time: (market.lastFundingHour + 1) * HOUR_SECONDS * 1000,
      oracle_round: this.#queries.round()?.round ?? null,
    };
  }

  #readHistory(): void {
    const pages = [];
    let before: number | undefined;
    for (let count = 0; count < HISTORY_MAX; count += HISTORY_PAGE) {
      const page = this.#queries.trades(this.instrument.id, {
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
