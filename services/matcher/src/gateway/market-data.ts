import { TenorError } from '@tenor/protocol';
import type { ExchangeEvent, LevelChange } from '../sequencer/events.ts';
import { expiryText } from '../sequencer/series-symbol.ts';
import type { AccountFeed } from './account-feed.ts';
import type { ChannelHub, ChannelSource } from './channel-hub.ts';
import { chainChannel, channelsOfInstrument, parsePublicChannel } from './channel-names.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import { type FeedSources, InstrumentFeed } from './instrument-feed.ts';
import { seriesJson } from './instrument-series.ts';
import { optionChain } from './option-chain.ts';
import type { LevelText } from './published-book.ts';
import type { RecordJson } from './record-json.ts';

const RECENT = 50;
const FLUSH_MILLISECONDS = 100;
const CHECKSUM_MILLISECONDS = 1000;

interface MarketDataParts extends FeedSources {
  readonly hub: ChannelHub;
  readonly instruments: InstrumentDirectory;
  readonly records: RecordJson;
  readonly accountFeed: AccountFeed;
}

/** Turns released events into channel messages: at once, every 100 ms, and once a second. */
export class MarketData {
  readonly #parts: MarketDataParts;
  /** Of the listed instruments, by id. */
  readonly #feeds: Map<number, InstrumentFeed>;
  /** Changed prices by instrument and side since the last flush. */
  readonly #pending = new Map<InstrumentFeed, Map<string, LevelChange>>();
  readonly #changedTickers = new Set<InstrumentFeed>();
  readonly #lastBbo = new Map<InstrumentFeed, string>();
  #engineSeq: number;
  #timers: NodeJS.Timeout[] = [];

  constructor(parts: MarketDataParts) {
    this.#parts = parts;
    const { all } = parts.instruments;
    this.#feeds = new Map(all.map((instrument) => [instrument.id, InstrumentFeed.restored(instrument, parts)]));
    this.#engineSeq = parts.queries.summary().engineSeq;
  }

  start(): void {
    this.#timers = [
      setInterval(() => this.flush(), FLUSH_MILLISECONDS),
      setInterval(() => this.everySecond(), CHECKSUM_MILLISECONDS),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** The feed of an instrument that is listed. */
  feed(id: number): InstrumentFeed {
    return this.#feeds.get(id)!;
  }

  /** Takes the events of durable commands, in order. */
  apply(events: readonly ExchangeEvent[]): void {
    for (const event of events) {
      this.#engineSeq = event.engineSeq;
      this.#applyPublic(event);
    }
    this.#parts.accountFeed.apply(events);
  }

  /**
   * Where a public channel's snapshot comes from. Throws INVALID_PARAMS for a channel that does not exist, UNKNOWN_INSTRUMENT or
   * EXPIRED_INSTRUMENT for one of an instrument that is not listed.
   */
  publicSource(name: string): ChannelSource {
    const channel = parsePublicChannel(name);
    if (channel.kind === 'finality') return { name, mayConflate: false, snapshot: () => this.#finalitySnapshot() };
    if (channel.kind === 'liquidations')
      return { name, mayConflate: false, snapshot: () => this.#liquidationsSnapshot() };
    if (channel.kind === 'deleveragings')
      return { name, mayConflate: false, snapshot: () => this.#deleveragingsSnapshot() };
    if (channel.kind === 'instruments')
      return { name, mayConflate: false, snapshot: () => this.#instrumentsSnapshot() };
    if (channel.kind === 'chain') return this.#chainSource(name, channel);
    const feed = this.feed(this.#parts.instruments.listed(channel.instrument).id);
    if (channel.kind === 'book') return this.#bookSource(name, feed, channel.speed === '100ms');
    const fields = {
      bbo: () => bboFields(feed),
      trades: () => ({ trades: this.#recentTrades(feed) }),
      ticker: () => ({ ticker: feed.ticker() }),
    }[channel.kind];
    const mayConflate = channel.kind !== 'trades';
    return { name, mayConflate, snapshot: () => ({ engineSeq: this.#engineSeq, fields: fields() }) };
  }

  /** Sends what the conflated channels have gathered. */
  flush(): void {
    const { hub } = this.#parts;
    for (const [feed, changes] of this.#pending) {
      const key = `book.${feed.instrument.name}.100ms`;
      hub.publish(key, feed.book.engineSeq, levelFields(feed, [...changes.values()]), feed.book.seq);
    }
    this.#pending.clear();
    for (const feed of this.#changedTickers) {
      const key = `ticker.${feed.instrument.name}`;
      if (hub.isActive(key)) hub.publish(key, this.#engineSeq, { ticker: feed.ticker() });
    }
    this.#changedTickers.clear();
    hub.resyncSlow();
  }

  /** Checksums of the books, option chains, and figures of accounts that move with the marks. */
  everySecond(): void {
    this.flush();
    const { hub } = this.#parts;
    for (const feed of this.#feeds.values()) {
      for (const speed of ['raw', '100ms']) {
        const key = `book.${feed.instrument.name}.${speed}`;
        if (hub.isActive(key))
          hub.remark(key, feed.book.engineSeq, { bids: [], asks: [], checksum: feed.book.checksum() });
      }
    }
    for (const key of hub.activeKeys()) this.#publishChain(key);
    this.#parts.accountFeed.everySecond();
  }

  #applyPublic(event: ExchangeEvent): void {
    if (event.type === 'book') this.#applyBook(event);
    else if (event.type === 'trade') this.#applyTrade(event);
    else if (event.type === 'batch') this.#publish('finality', { batches: [this.#parts.records.batch(event.batch)] });
    else if (event.type === 'liquidation')
      this.#publish('liquidations', { liquidations: [this.#parts.records.liquidation(event.liquidation)] });
    else if (event.type === 'deleveraging')
      this.#publish('deleveragings', { deleveragings: [this.#parts.records.deleveraging(event.deleveraging)] });
    else if (event.type === 'listed') this.#list(event);
    else if (event.type === 'expired') this.#expire(event);
    else if (event.type === 'round' || event.type === 'funding') {
      for (const feed of this.#feeds.values()) this.#changedTickers.add(feed);
    }
  }

  #list({ listing, engineSeq }: Extract<ExchangeEvent, { type: 'listed' }>): void {
    const instrument = this.#parts.instruments.list(listing);
    this.#feeds.set(instrument.id, InstrumentFeed.fresh(instrument, this.#parts, engineSeq));
    const news = { instrument: instrument.name, state: 'listed', ...seriesJson(instrument) };
    this.#publish('instruments', { instruments: [news] });
  }

  /** What was gathered is sent before the channels of the instrument end. */
  #expire({ expiry }: Extract<ExchangeEvent, { type: 'expired' }>): void {
    const { hub, instruments, records } = this.#parts;
    const { terms, underlying } = expiry.specification;
    const feed = this.feed(terms.instrument);
    this.flush();
    this.#feeds.delete(terms.instrument);
    this.#lastBbo.delete(feed);
    instruments.expire(terms.instrument);
    for (const key of channelsOfInstrument(feed.instrument.name)) hub.close(key);
    const series = { base: underlying, expiry: expiryText(terms.expiryHour) };
    if (optionChain(this.#feeds.values(), series) === null) hub.close(chainChannel(series.base, series.expiry));
    const { settlement_price } = records.expiry(expiry);
    const news = { instrument: feed.instrument.name, state: 'expired', ...seriesJson(feed.instrument) };
    this.#publish('instruments', { instruments: [{ ...news, settlement_price }] });
  }

  #publishChain(key: string): void {
    if (!key.startsWith('chain.')) return;
    const channel = parsePublicChannel(key);
    const chain = channel.kind === 'chain' ? optionChain(this.#feeds.values(), channel) : null;
    if (chain) this.#publish(key, { ...chain });
  }

  #applyBook(event: Extract<ExchangeEvent, { type: 'book' }>): void {
    const feed = this.feed(event.instrument);
    feed.apply(event);
    const { hub } = this.#parts;
    const { name } = feed.instrument;
    if (hub.isActive(`book.${name}.raw`)) {
      hub.publish(`book.${name}.raw`, event.engineSeq, levelFields(feed, event.changes), event.seq);
    }
    if (hub.isActive(`book.${name}.100ms`)) {
      const changes = this.#pending.get(feed) ?? new Map<string, LevelChange>();
      for (const change of event.changes) changes.set(`${change.side}${change.price}`, change);
      this.#pending.set(feed, changes);
    }
    this.#changedTickers.add(feed);
    this.#publishBbo(feed);
  }

  #publishBbo(feed: InstrumentFeed): void {
    const fields = bboFields(feed);
    const text = `${fields.bid} ${fields.ask}`;
    if (this.#lastBbo.get(feed) === text) return;
    this.#lastBbo.set(feed, text);
    this.#publish(`bbo.${feed.instrument.name}`, fields);
  }

  #applyTrade(event: Extract<ExchangeEvent, { type: 'trade' }>): void {
    const feed = this.feed(event.trade.instrument);
    feed.apply(event);
    this.#changedTickers.add(feed);
    const key = `trades.${feed.instrument.name}`;
    if (this.#parts.hub.isActive(key)) this.#publish(key, { trades: [this.#parts.records.trade(event.trade)] });
  }

  #publish(key: string, fields: Readonly<Record<string, unknown>>): void {
    this.#parts.hub.publish(key, this.#engineSeq, fields);
  }

  #recentTrades(feed: InstrumentFeed) {
    const { queries, records } = this.#parts;
    return queries.trades(feed.instrument.id, { limit: RECENT }).results.map((trade) => records.trade(trade));
  }

  #finalitySnapshot() {
    const { queries, records } = this.#parts;
    const batches = queries.batches({ limit: RECENT }).results.map((batch) => records.batch(batch));
    return { engineSeq: this.#engineSeq, fields: { batches } };
  }

  #liquidationsSnapshot() {
    const { queries, records } = this.#parts;
    const { results } = queries.liquidations({ limit: RECENT });
    return { engineSeq: this.#engineSeq, fields: { liquidations: results.map((one) => records.liquidation(one)) } };
  }

  #deleveragingsSnapshot() {
    const { queries, records } = this.#parts;
    const { results } = queries.deleveragings({ limit: RECENT });
    return { engineSeq: this.#engineSeq, fields: { deleveragings: results.map((one) => records.deleveraging(one)) } };
  }

  #instrumentsSnapshot() {
    const instruments = this.#parts.instruments.all.map((instrument) => ({
      instrument: instrument.name,
      state: 'listed',
      ...seriesJson(instrument),
    }));
    return { engineSeq: this.#engineSeq, fields: { instruments } };
  }

  #chainSource(name: string, series: { readonly base: string; readonly expiry: string }): ChannelSource {
    const chain = optionChain(this.#feeds.values(), series);
    if (!chain) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'channels', detail: 'no such option is listed' });
    const now = () => optionChain(this.#feeds.values(), series) ?? chain;
    return { name, mayConflate: true, snapshot: () => ({ engineSeq: this.#engineSeq, fields: { ...now() } }) };
  }

  #bookSource(name: string, feed: InstrumentFeed, mayConflate: boolean): ChannelSource {
    return {
      name,
      mayConflate,
      snapshot: () => {
        const { bids, asks, checksum } = feed.orderBook();
        return { seq: feed.book.seq, engineSeq: feed.book.engineSeq, fields: { bids, asks, checksum } };
      },
    };
  }
}

const bboFields = (feed: InstrumentFeed) => ({ bid: feed.book.best(0), ask: feed.book.best(1) });

function levelFields({ instrument }: InstrumentFeed, changes: readonly LevelChange[]) {
  const text = ({ price, size }: LevelChange): LevelText => [instrument.price(price), instrument.size(size)];
  return {
    bids: changes.filter(({ side }) => side === 0).map(text),
    asks: changes.filter(({ side }) => side === 1).map(text),
  };
}
