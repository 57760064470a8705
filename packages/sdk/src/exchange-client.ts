import { TenorError } from '@tenor/protocol';
import type { ApiChannels, ChannelKind, ChannelMessage } from './api-channels.ts';
import type { TickerJson } from './api-market-types.ts';
import type { MethodName, MethodParams, MethodResult } from './api-methods.ts';
import type { StatusJson } from './api-types.ts';
import { type ExchangeConfig, loadConfig, webSocketUrl } from './config.ts';
import { type InstrumentChange, InstrumentRegistry } from './instrument-registry.ts';
import type { InstrumentScale } from './instrument-scale.ts';
import { type BookListener, followBook } from './streams/book-stream.ts';
import { type ChannelHandler, Subscriptions } from './streams/subscriptions.ts';
import { Connection, type ConnectionOptions } from './transport/connection.ts';

export type ExchangeClientOptions = Omit<ConnectionOptions, 'url'>;

/** Public side of the exchange over one self-healing connection: configuration, instruments, reads and streams. */
export class ExchangeClient {
  readonly url: string;
  readonly config: ExchangeConfig;
  /** Signing domain of the deployment. */
  readonly domain: bigint;
  readonly connection: Connection;
  readonly subscriptions: Subscriptions;
  readonly #instruments = new InstrumentRegistry();
  #refresh: Promise<void> | null = null;
  #refreshAgain = false;
  #login: (() => Promise<void>) | null = null;

  private constructor(url: string, config: ExchangeConfig, options: ExchangeClientOptions) {
    this.url = url;
    this.config = config;
    this.domain = BigInt(config.domain);
    this.connection = new Connection({ ...options, url: webSocketUrl(url) });
    this.subscriptions = new Subscriptions(this.connection);
    this.#instruments.onChange(({ expired }) => {
      for (const { name } of expired) this.#endChannelsOf(name);
    });
    this.connection.onOpen(async () => {
      await this.#login?.();
      await this.subscriptions.restore();
    });
  }

  /** Connects to the exchange at `http(s)://…` and follows what it lists. Rejects when it cannot be reached. */
  static async connect(url: string, options: ExchangeClientOptions = {}): Promise<ExchangeClient> {
    const client = new ExchangeClient(url, await loadConfig(url), options);
    await client.connection.connect();
    await client.refreshInstruments();
    await client.subscribe('instruments', () => {
      // A failed read is repeated by the next message, and after a reconnect by its snapshot.
      client.refreshInstruments().catch(() => undefined);
    });
    return client;
  }

  /** The instruments that can be traded now. */
  get instruments(): readonly InstrumentScale[] {
    return this.#instruments.listed;
  }

  /** Throws EXPIRED_INSTRUMENT for one that was listed before, UNKNOWN_INSTRUMENT otherwise. */
  instrument(name: string): InstrumentScale {
    return this.#instruments.get(name);
  }

  /** An instrument that is or was listed, to read old orders and fills with; null when this client never saw it. */
  knownInstrument(name: string): InstrumentScale | null {
    return this.#instruments.known(name);
  }

  /** Calls a listener when instruments have been listed or have expired. Returns a function that stops it. */
  onInstruments(listener: (change: InstrumentChange) => void): () => void {
    return this.#instruments.onChange(listener);
  }

  /** Reads the list of instruments again; `connect` does it by itself whenever the exchange announces a change. */
  refreshInstruments(): Promise<void> {
    if (this.#refresh) this.#refreshAgain = true;
    this.#refresh ??= this.#readInstruments().finally(() => {
      this.#refresh = null;
    });
    return this.#refresh;
  }

  async #readInstruments(): Promise<void> {
    do {
      this.#refreshAgain = false;
      const { instruments } = await this.call('public/instruments', {});
      this.#instruments.update(instruments);
    } while (this.#refreshAgain);
  }

  call<M extends MethodName>(method: M, params: MethodParams<M>): Promise<MethodResult<M>> {
    return this.connection.call(method, params);
  }

  status(): Promise<StatusJson> {
    return this.call('public/status', {});
  }

  ticker(instrument: string): Promise<TickerJson> {
    return this.call('public/ticker', { instrument });
  }

  /** What expired instruments settled at, latest first. */
  settlements(request: MethodParams<'public/settlements'> = {}): Promise<MethodResult<'public/settlements'>> {
    return this.call('public/settlements', request);
  }

  /** Accounts below maintenance margin now, most urgent first, and what a keeper can take over of each. */
  liquidatable(limit?: number): Promise<MethodResult<'public/liquidatable'>> {
    return this.call('public/liquidatable', limit === undefined ? {} : { limit });
  }

  /** Follows a channel by name; the message has the channel's type. Resolves with a function that leaves it. */
  subscribe<C extends string>(
    channel: C,
    listener: (message: ChannelMessage<C>, isFresh: boolean) => void,
    gap?: ChannelHandler['gap'],
    ended?: ChannelHandler['ended'],
  ): Promise<() => void> {
    const message: ChannelHandler['message'] = (data, isFresh) => listener(data as ChannelMessage<C>, isFresh);
    return this.subscriptions.subscribe(channel, { message, gap, ended });
  }

  /** Follows the order book of an instrument as integers. */
  book(instrument: string, listener: BookListener, speed?: 'raw' | '100ms'): Promise<() => void> {
    return followBook(this.subscriptions, this.instrument(instrument), listener, speed);
  }

  /** Logs in after every connect, before channels are restored. One login a connection. */
  async useLogin(login: () => Promise<void>): Promise<void> {
    this.#login = login;
    if (this.connection.state === 'open') await login();
  }

  #endChannelsOf(instrument: string): void {
    this.subscriptions.end(
      (channel) => `${channel.slice(channel.indexOf('.') + 1)}.`.startsWith(`${instrument}.`),
      new TenorError('EXPIRED_INSTRUMENT', { param: 'instrument', detail: instrument }),
    );
  }

  close(): void {
    this.connection.close();
  }
}

export type { ApiChannels, ChannelKind };
