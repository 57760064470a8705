import type { ExchangeClient, OrderBook } from '@tenor/sdk';
import { stageRank } from '../../model/finality.ts';
import type { Batch, BookView, Level, Trade } from '../../model/types.ts';
import { batchOf, candleOf, instrumentOf, settlementOf, tradeOf } from './api-mapping.ts';
import { CandleSeries } from './candle-series.ts';
import { ChainFeed } from './chain-feed.ts';
import type { FrameSender } from './frame-sender.ts';
import { TickerFeed } from './ticker-feed.ts';

/** Levels of each side that go to the page: enough for the coarsest grouping of the ladder. */
const BOOK_LEVELS = 200;
const TRADES = 60;
const BATCHES = 100;
const SETTLEMENTS = 100;
const CANDLE_MS = 60_000;
const MARK_CANDLE_MS = 10_000;

/** Follows the public channels and keeps the sections of the page that everybody sees. */
export class MarketFeed {
  readonly #client: ExchangeClient;
  readonly #frames: FrameSender;
  readonly #batches = new Map<number, Batch>();
  readonly #candles = new CandleSeries(CANDLE_MS);
  /** The mark since the page was opened, by instrument. */
  readonly #marks = new Map<string, CandleSeries>();
  #trades: Trade[] = [];
  #leave: (() => void)[] = [];
  /** Counts selections: answers of an earlier one are dropped. */
  #selection = 0;
  #selected = '';
  readonly tickers: TickerFeed;
  readonly chain: ChainFeed;
  /** Called after every message of the finality channel. */
  onFinality: () => void = () => undefined;

  constructor(client: ExchangeClient, frames: FrameSender) {
    this.#client = client;
    this.#frames = frames;
    this.tickers = new TickerFeed(client, frames);
    this.chain = new ChainFeed(client, frames);
    this.tickers.onTicker = ({ instrument, mark_price: mark, time }) => {
      if (mark !== null) this.#addMark(instrument, mark, time);
    };
  }

  /** Follows the instruments as they are listed and expire, their tickers, and finality. */
  async start(): Promise<void> {
    this.#client.onInstruments(() => {
      // What fails here for lack of a connection is made good by the snapshot after it.
      this.#list().catch(() => undefined);
    });
    const [{ results }] = await Promise.all([
      this.#client.call('public/batches', { limit: BATCHES }),
      this.#client.subscribe('finality', ({ batches }) => this.#addBatches(batches.map(batchOf))),
      this.#list(),
    ]);
    this.#addBatches(results.map(batchOf));
  }

  async #list(): Promise<void> {
    const instruments = this.#client.instruments.map(({ specification }) => instrumentOf(specification));
    this.#frames.update({ instruments });
    await this.tickers.list(instruments);
    const { results } = await this.#client.settlements({ limit: SETTLEMENTS });
    this.#frames.update({ settlements: results.map(settlementOf) });
  }

  /** Shows another instrument: its book, trades and candles replace those of the one before. */
  async select(instrument: string): Promise<void> {
    const selection = ++this.#selection;
    this.#selected = instrument;
    for (const leave of this.#leave) leave();
    this.#leave = [];
    this.#trades = [];
    this.#candles.reset([]);
    this.#frames.update({
      book: null,
      trades: [],
      candles: [],
      markCandles: this.#marks.get(instrument)?.candles ?? [],
    });
    const isCurrent = () => selection === this.#selection;
    await this.tickers.select(instrument);
    if (!isCurrent()) return;
    const leaves = await Promise.all([
      this.#client.book(instrument, {
        update: (book) => isCurrent() && this.#frames.update({ book: bookView(instrument, book, true) }),
        stale: () => isCurrent() && this.#frames.update({ book: null }),
        ended: () => isCurrent() && this.#frames.update({ book: null }),
      }),
      this.#client.subscribe(`trades.${instrument}`, (message, isFresh) => {
        if (!isCurrent()) return;
        if (isFresh) void this.#loadHistory(instrument, isCurrent);
        else this.#addTrades(message.trades.map(tradeOf));
      }),
    ]);
    if (isCurrent()) this.#leave = leaves;
    else for (const leave of leaves) leave();
  }

  async #loadHistory(instrument: string, isCurrent: () => boolean): Promise<void> {
    const [trades, { candles }] = await Promise.all([
      this.#client.call('public/trades', { instrument, limit: TRADES }),
      this.#client.call('public/candles', { instrument, resolution: '1m', limit: 300 }),
    ]);
    if (!isCurrent()) return;
    this.#candles.reset(candles.map(candleOf));
    this.#trades = trades.results.map(tradeOf);
    this.#frames.update({ trades: this.#trades, candles: this.#candles.candles });
  }

  #addMark(instrument: string, price: string, time: number): void {
    const series = this.#marks.get(instrument) ?? new CandleSeries(MARK_CANDLE_MS);
    this.#marks.set(instrument, series);
    series.add({ price, size: '0', time });
    if (instrument === this.#selected) this.#frames.update({ markCandles: series.candles });
  }

  #addTrades(trades: readonly Trade[]): void {
    const known = new Set(this.#trades.map(({ id }) => id));
    const fresh = trades.filter(({ id }) => !known.has(id)).sort((a, b) => a.time - b.time);
    for (const trade of fresh) this.#candles.add(trade);
    this.#trades = [...fresh.reverse(), ...this.#trades].slice(0, TRADES);
    this.#frames.update({ trades: this.#trades, candles: this.#candles.candles });
  }

  #addBatches(batches: readonly Batch[]): void {
    for (const batch of batches) {
      const known = this.#batches.get(batch.number);
      // A page that was read before a message of the channel may arrive after it.
      if (!known || stageRank(known.stage) <= stageRank(batch.stage)) this.#batches.set(batch.number, batch);
    }
    const newestFirst = [...this.#batches.values()].sort((a, b) => b.number - a.number);
    for (const { number } of newestFirst.slice(BATCHES)) this.#batches.delete(number);
    this.#frames.update({ batches: newestFirst.slice(0, BATCHES) });
    this.onFinality();
  }
}

function bookView(instrument: string, book: OrderBook, ready: boolean): BookView {
  const levels = (side: OrderBook['bids']): Level[] =>
    side.slice(0, BOOK_LEVELS).map(({ text }) => ({ price: text[0], size: text[1] }));
  return { instrument, bids: levels(book.bids), asks: levels(book.asks), sequence: book.seq ?? 0, ready };
}
