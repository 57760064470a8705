import type { ExchangeClient, TickerJson } from '@tenor/sdk';
import type { Instrument, Ticker } from '../../model/types.ts';
import { tickerOf } from './api-mapping.ts';
import type { FrameSender } from './frame-sender.ts';

/**
 * Follows the tickers that the page needs: those of perpetuals and futures, and of the options that are selected, held or have own orders. A chain
 * of hundreds of series costs one channel elsewhere, not hundreds here.
 */
export class TickerFeed {
  readonly #client: ExchangeClient;
  readonly #frames: FrameSender;
  readonly #tickers: Record<string, Ticker> = {};
  /** How to leave each ticker that is followed; null while it is being joined. */
  readonly #followed = new Map<string, (() => void) | null>();
  #linear: readonly string[] = [];
  #selected = '';
  #held: readonly string[] = [];
  /** Called with every ticker. */
  onTicker: (ticker: TickerJson) => void = () => undefined;

  constructor(client: ExchangeClient, frames: FrameSender) {
    this.#client = client;
    this.#frames = frames;
  }

  /** Follows the instruments that are listed now; those that have expired are forgotten. */
  async list(instruments: readonly Instrument[]): Promise<void> {
    this.#linear = instruments.filter(({ kind }) => kind !== 'option').map(({ name }) => name);
    const listed = new Set(instruments.map(({ name }) => name));
    for (const name of Object.keys(this.#tickers)) if (!listed.has(name)) delete this.#tickers[name];
    await this.#follow();
  }

  async select(instrument: string): Promise<void> {
    this.#selected = instrument;
    await this.#follow();
  }

  /** What the account holds or has orders in. */
  hold(instruments: readonly string[]): void {
    this.#held = instruments;
    // A ticker that could not be joined is tried again with the next change of what is held.
    void this.#follow().catch(() => undefined);
  }

  async #follow(): Promise<void> {
    const listed = new Set(this.#client.instruments.map(({ name }) => name));
    const wanted = new Set([...this.#linear, this.#selected, ...this.#held].filter((name) => listed.has(name)));
    for (const [name, leave] of this.#followed) {
      if (wanted.has(name) || leave === null) continue;
      leave();
      this.#followed.delete(name);
    }
    await Promise.all([...wanted].filter((name) => !this.#followed.has(name)).map((name) => this.#join(name)));
  }

  async #join(name: string): Promise<void> {
    this.#followed.set(name, null);
    try {
      const leave = await this.#client.subscribe(
        `ticker.${name}`,
        ({ ticker }) => this.#take(ticker),
        undefined,
        () => this.#followed.delete(name),
      );
      if (this.#followed.has(name)) this.#followed.set(name, leave);
    } catch (error) {
      this.#followed.delete(name);
      throw error;
    }
  }

  #take(ticker: TickerJson): void {
    this.#tickers[ticker.instrument] = tickerOf(ticker);
    this.#frames.update({ tickers: { ...this.#tickers } });
    this.onTicker(ticker);
  }
}
