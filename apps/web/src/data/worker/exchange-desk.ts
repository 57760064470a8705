import { ExchangeClient, tradingKeyTypedData } from '@tenor/sdk';
import type { WorkerCalls, WorkerMethod } from '../worker-protocol.ts';
import type { FrameSender } from './frame-sender.ts';
import { MarketFeed } from './market-feed.ts';
import { TradingSession } from './trading-session.ts';
import { watchVenue } from './venue-watch.ts';

const RETRY_MS = 1000;

interface Open {
  readonly client: ExchangeClient;
  readonly market: MarketFeed;
  readonly session: TradingSession;
  readonly stopWatching: () => void;
}

/** One connection to the exchange with everything that hangs on it; answers the calls of the page. */
export class ExchangeDesk {
  readonly #frames: FrameSender;
  #origin = '';
  #instrument: string | null = null;
  #chain: WorkerCalls['chain']['params']['chain'] = null;
  #open: Promise<Open> | null = null;

  constructor(frames: FrameSender) {
    this.#frames = frames;
  }

  readonly handlers: { [M in WorkerMethod]: (params: WorkerCalls[M]['params']) => Promise<WorkerCalls[M]['result']> } =
    {
      start: async ({ origin, instrument }) => {
        this.#origin = origin;
        this.#instrument = instrument;
        this.#open ??= this.#connect();
        await this.#open;
        return null;
      },
      select: async ({ instrument }) => {
        this.#instrument = instrument;
        await (await this.#opened()).market.select(instrument);
        return null;
      },
      chain: async ({ chain }) => {
        this.#chain = chain;
        await (await this.#opened()).market.chain.show(chain);
        return null;
      },
      keyRequest: async ({ chainId, exchange }) => tradingKeyTypedData(chainId, exchange as `0x${string}`),
      unlock: async ({ owner, signature }) => (await this.#opened()).session.unlock(owner, signature),
      login: async ({ owner }) => (await this.#opened()).session.login(owner),
      logout: async () => {
        const { client, session, stopWatching } = await this.#opened();
        session.stop();
        // A new connection is the sure way to leave a session with all its channels.
        stopWatching();
        client.close();
        this.#open = this.#connect();
        return null;
      },
      place: async (draft) => (await this.#opened()).session.place(draft),
      cancel: async ({ orderId }) => {
        await (await this.#opened()).session.cancel(orderId);
        return null;
      },
      cancelAll: async () => (await this.#opened()).session.cancelAll(),
      withdraw: async ({ amount }) => {
        await (await this.#opened()).session.withdraw(amount);
        return null;
      },
      previewMargin: async (question) => (await this.#opened()).session.previewMargin(question),
      setMarginMode: async ({ mode }) => {
        await (await this.#opened()).session.setMarginMode(mode);
        return null;
      },
    };

  #opened(): Promise<Open> {
    if (!this.#open) throw new Error('The connection is not started.');
    return this.#open;
  }

  /** Connects and sets everything up; starts again from nothing until it works, because half a feed is worse than none. */
  async #connect(): Promise<Open> {
    for (;;) {
      let client: ExchangeClient | null = null;
      try {
        client = await ExchangeClient.connect(this.#origin);
        return await this.#setUp(client);
      } catch (error) {
        client?.close();
        console.warn('The feed could not be set up and is tried again.', error);
        this.#frames.update({ connection: { status: 'reconnecting', lastMessageAt: null, roundTripMs: null } });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  async #setUp(client: ExchangeClient): Promise<Open> {
    const market = new MarketFeed(client, this.#frames);
    const session = new TradingSession(client, this.#frames, (instruments) => market.tickers.hold(instruments));
    await market.start();
    market.onFinality = () => void session.refresh();
    if (this.#instrument && isListed(client, this.#instrument)) await market.select(this.#instrument);
    // An expiry that is gone is no reason to stay away: the page chooses another one.
    if (this.#chain) await market.chain.show(this.#chain).catch(() => undefined);
    return { client, market, session, stopWatching: watchVenue(client, this.#frames) };
  }
}

const isListed = ({ instruments }: ExchangeClient, wanted: string): boolean =>
  instruments.some(({ name }) => name === wanted);
