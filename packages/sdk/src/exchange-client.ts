import { TenorError } from '@tenor/protocol';
import type { ApiChannels, ChannelKind, ChannelMessage } from './api-channels.ts';
import type { TickerJson } from './api-market-types.ts';
import type { MethodName, MethodParams, MethodResult } from './api-methods.ts';
import type { StatusJson } from './api-types.ts';
import { type ExchangeConfig, loadConfig, webSocketUrl } from './config.ts';
import { InstrumentScale } from './instrument-scale.ts';
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
  #instruments: ReadonlyMap<string, InstrumentScale> = new Map();
  #login: (() => Promise<void>) | null = null;

  private constructor(url: string, config: ExchangeConfig, options: ExchangeClientOptions) {
    this.url = url;
    this.config = config;
    this.domain = BigInt(config.domain);
    this.connection = new Connection({ ...options, url: webSocketUrl(url) });
    this.subscriptions = new Subscriptions(this.connection);
    this.connection.onOpen(async () => {
      await this.#login?.();
      await this.subscriptions.restore();
    });
  }

  /** Connects to the exchange at `http(s)://…`. Rejects when it cannot be reached. */
  static async connect(url: string, options: ExchangeClientOptions = {}): Promise<ExchangeClient> {
    const client = new ExchangeClient(url, await loadConfig(url), options);
    await client.connection.connect();
    await client.refreshInstruments();
    return client;
  }

  get instruments(): readonly InstrumentScale[] {
    return [...this.#instruments.values()];
  }

  /** Throws UNKNOWN_INSTRUMENT. */
  instrument(name: string): InstrumentScale {
    const scale = this.#instruments.get(name);
    if (!scale) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument', detail: name });
    return scale;
  }

  async refreshInstruments(): Promise<void> {
    const { instruments } = await this.call('public/instruments', {});
    this.#instruments = new Map(instruments.map((json) => [json.name, new InstrumentScale(json)]));
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

  /** Accounts below maintenance margin now, most urgent first, and what a keeper can take over of each. */
  liquidatable(limit?: number): Promise<MethodResult<'public/liquidatable'>> {
    return this.call('public/liquidatable', limit === undefined ? {} : { limit });
  }

  /** Follows a channel by name; the message has the channel's type. Resolves with a function that leaves it. */
  subscribe<C extends string>(
    channel: C,
    listener: (message: ChannelMessage<C>, isFresh: boolean) => void,
    gap?: ChannelHandler['gap'],
  ): Promise<() => void> {
    const message: ChannelHandler['message'] = (data, isFresh) => listener(data as ChannelMessage<C>, isFresh);
    return this.subscriptions.subscribe(channel, { message, gap });
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

  close(): void {
    this.connection.close();
  }
}

export type { ApiChannels, ChannelKind };
