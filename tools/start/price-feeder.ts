import type { PriceFeed } from '../../contracts/tooling/price-feed.ts';
import type { PriceSource } from '../../services/oracle/src/source/price-source.ts';
import { FEED_DECIMALS } from './price-feeds.ts';
import type { Part } from './running-parts.ts';

/** A feed of one underlying and where its answers come from. */
export interface FedFeed {
  readonly feed: PriceFeed;
  readonly source: PriceSource;
}

export interface PriceFeederOptions {
  readonly fed: readonly FedFeed[];
  /** An answer is written when the price is farther from the last one than this, parts per million of it … */
  readonly deviationPpm?: number;
  /** … or the last one is so old, milliseconds. */
  readonly heartbeatMs?: number;
  readonly onError: (error: unknown) => void;
}

/** Every answer is a transaction and a few blocks that confirm it, and all are kept for ever: seldom enough, and well within what signers differ by. */
const DEVIATION_PPM = 2_500;
export const FEED_HEARTBEAT_MILLISECONDS = 600_000;
const LOOK_MILLISECONDS = 1_000;
const ANSWER_PER_MICRO_USD = 10n ** BigInt(FEED_DECIMALS - 6);

interface Answer {
  readonly price: bigint;
  readonly at: number;
}

/** Answers the price feeds of the local L1 as Chainlink's nodes do: when the price has moved, and now and then. */
export class PriceFeeder implements Part {
  readonly #options: PriceFeederOptions;
  readonly #answers = new Map<PriceFeed, Answer>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  private constructor(options: PriceFeederOptions) {
    this.#options = options;
  }

  /** Resolves when every feed has an answer. Rejects when L1 does not take them. */
  static async start(options: PriceFeederOptions): Promise<PriceFeeder> {
    const feeder = new PriceFeeder(options);
    for (const { source } of options.fed) source.start();
    await feeder.#look();
    feeder.#schedule();
    return feeder;
  }

  expectEnd(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async stop(): Promise<void> {
    this.expectEnd();
    await this.#looking;
    await Promise.all(this.#options.fed.map(({ source }) => source.stop()));
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch((error: unknown) => {
          // L1 may be starting again: the next look tries once more.
          if (!this.#stopped) this.#options.onError(error);
        })
        .finally(() => this.#schedule());
    }, LOOK_MILLISECONDS);
  }

  async #look(): Promise<void> {
    for (const { feed, source } of this.#options.fed) {
      const price = source.latest?.price;
      if (price === undefined || !this.#isDue(feed, price)) continue;
      await feed.setAnswer(price * ANSWER_PER_MICRO_USD);
      this.#answers.set(feed, { price, at: Date.now() });
    }
  }

  #isDue(feed: PriceFeed, price: bigint): boolean {
    const { deviationPpm = DEVIATION_PPM, heartbeatMs = FEED_HEARTBEAT_MILLISECONDS } = this.#options;
    const last = this.#answers.get(feed);
    if (!last || Date.now() - last.at >= heartbeatMs) return true;
    const moved = price < last.price ? last.price - price : price - last.price;
    return moved * 1_000_000n > last.price * BigInt(deviationPpm);
  }
}
