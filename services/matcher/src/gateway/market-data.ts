import { TenorError } from '@tenor/protocol';
import type { ExchangeEvent, LevelChange } from '../sequencer/events.ts';
import type { ExchangeQueries } from '../sequencer/queries.ts';
import type { AccountReads } from './account-reads.ts';
import type { ChannelHub, ChannelSource } from './channel-hub.ts';
import { accountOfChannelKey, type PrivateChannel, parsePublicChannel, privateChannelKey } from './channel-names.ts';
import type { InstrumentFeed } from './instrument-feed.ts';
import type { LevelText } from './published-book.ts';
import type { RecordJson } from './record-json.ts';

const RECENT = 50;
const FLUSH_MILLISECONDS = 100;
const CHECKSUM_MILLISECONDS = 1000;

interface MarketDataParts {
  readonly hub: ChannelHub;
  readonly feeds: readonly InstrumentFeed[];
  readonly queries: ExchangeQueries;
  readonly records: RecordJson;
  readonly accounts: AccountReads;
}

/** Turns released events into channel messages: at once, every 100 ms, and once a second. */
export class MarketData {
  readonly #parts: MarketDataParts;
  readonly #feedById: ReadonlyMap<number, InstrumentFeed>;
  readonly #feedByName: ReadonlyMap<string, InstrumentFeed>;
  /** Changed prices by instrument and side since the last flush. */
  readonly #pending = new Map<InstrumentFeed, Map<string, LevelChange>>();
  readonly #changedTickers = new Set<InstrumentFeed>();
  /** Accounts with a subscriber whose figures a new round has moved. */
  readonly #watched = new Set<number>();
  readonly #lastBbo = new Map<InstrumentFeed, string>();
  #engineSeq: number;
  #timers: NodeJS.Timeout[] = [];

  constructor(parts: MarketDataParts) {
    this.#parts = parts;
    this.#feedById = new Map(parts.feeds.map((feed) => [feed.instrument.id, feed]));
    this.#feedByName = new Map(parts.feeds.map((feed) => [feed.instrument.name, feed]));
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
    return this.#feedById.get(id)!;
  }

  /** Takes the events of durable commands, in order. */
  apply(events: readonly ExchangeEvent[]): void {
    const touched = new Set<number>();
    for (const event of events) {
      this.#engineSeq = event.engineSeq;
      this.#applyPublic(event);
      const account = this.#applyPrivate(event);
      if (account !== null) touched.add(account);
    }
    for (const account of touched) this.#publishAccount(account);
  }

  /** Where a public channel's snapshot comes from. Throws INVALID_PARAMS for a channel that does not exist. */
  publicSource(name: string): ChannelSource {
    const channel = parsePublicChannel(name);
    if (channel.kind === 'finality') return { name, mayConflate: false, snapshot: () => this.#finalitySnapshot() };
    if (channel.kind === 'liquidations')
      return { name, mayConflate: false, snapshot: () => this.#liquidationsSnapshot() };
    const feed = this.#feedByName.get(channel.instrument);
    if (!feed) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'channels' });
    if (channel.kind === 'book') return this.#bookSource(name, feed, channel.speed === '100ms');
    const fields = {
      bbo: () => bboFields(feed),
      trades: () => ({ trades: this.#recentTrades(feed) }),
      ticker: () => ({ ticker: feed.ticker() }),
    }[channel.kind];
    const mayConflate = channel.kind !== 'trades';
    return { name, mayConflate, snapshot: () => ({ engineSeq: this.#engineSeq, fields: fields() }) };
  }

  privateSource(channel: PrivateChannel, account: number): ChannelSource {
    const { queries, records, accounts } = this.#parts;
    const fields = {
      orders: () => ({ orders: queries.openOrders(account).map((order) => records.order(order)) }),
      fills: () => ({ fills: queries.fills(account, { limit: RECENT }).results.map((fill) => records.fill(fill)) }),
      positions: () => ({ positions: accounts.positions(account) }),
      account: () => ({ account: accounts.account(account) }),
    }[channel];
    const mayConflate = channel === 'positions' || channel === 'account';
    return { name: channel, mayConflate, snapshot: () => ({ engineSeq: this.#engineSeq, fields: fields() }) };
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

  /** Checksums of the books, and figures of accounts that move with the marks. */
  everySecond(): void {
    this.flush();
    const { hub } = this.#parts;
    for (const feed of this.#parts.feeds) {
      for (const speed of ['raw', '100ms']) {
        const key = `book.${feed.instrument.name}.${speed}`;
        if (hub.isActive(key))
          hub.remark(key, feed.book.engineSeq, { bids: [], asks: [], checksum: feed.book.checksum() });
      }
    }
    for (const account of this.#watched) this.#publishAccount(account);
    this.#watched.clear();
  }

  #applyPublic(event: ExchangeEvent): void {
    if (event.type === 'book') this.#applyBook(event);
    else if (event.type === 'trade') this.#applyTrade(event);
    else if (event.type === 'batch') this.#publish('finality', { batches: [this.#parts.records.batch(event.batch)] });
    else if (event.type === 'liquidation')
      this.#publish('liquidations', { liquidations: [this.#parts.records.liquidation(event.liquidation)] });
    else if (event.type === 'round' || event.type === 'funding') {
      for (const feed of this.#parts.feeds) this.#changedTickers.add(feed);
      for (const key of this.#parts.hub.activeKeys()) {
        const account = accountOfChannelKey(key);
        if (account !== null) this.#watched.add(account);
      }
    }
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

  /** Publishes what belongs to one account; says whose figures the event has moved. */
  #applyPrivate(event: ExchangeEvent): number | null {
    const { hub, records } = this.#parts;
    if (event.type === 'order') {
      const key = privateChannelKey('orders', event.order.account);
      if (hub.isActive(key)) this.#publish(key, { orders: [records.order(event.order)] });
      return event.order.account;
    }
    if (event.type === 'fill') {
      const key = privateChannelKey('fills', event.fill.account);
      if (hub.isActive(key)) this.#publish(key, { fills: [records.fill(event.fill)] });
      return event.fill.account;
    }
    if (event.type === 'movement') return event.movement.account;
    return event.type === 'account' || event.type === 'position' ? event.account : null;
  }

  #publishAccount(account: number): void {
    const { hub, accounts } = this.#parts;
    const accountKey = privateChannelKey('account', account);
    if (hub.isActive(accountKey)) this.#publish(accountKey, { account: accounts.account(account) });
    const positionsKey = privateChannelKey('positions', account);
    if (hub.isActive(positionsKey)) this.#publish(positionsKey, { positions: accounts.positions(account) });
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
