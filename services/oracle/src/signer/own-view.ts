import type { ListedMarket, SettlementPrices } from '@tenor/margin-engine';
import { isDated } from '@tenor/protocol';
import { type JudgedIndex, type OwnIndex, ownIndexes } from '../quorum/own-indexes.ts';
import { type SeenWindow, seenWindow } from './seen-window.ts';

const SAMPLE_MILLISECONDS = 1_000;

export interface OwnViewOptions {
  readonly indexes: readonly JudgedIndex[];
  /** Averages of this signer's own indexes. */
  readonly settlements: SettlementPrices;
  /** Told once of each expiry of whose half hour so much is missed that its price may be refused. */
  readonly onMissed?: (window: SeenWindow) => void;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/** What a signer sees with its own eyes: its indexes now, and the settlement prices that it averages from them, second by second. */
export class OwnView {
  readonly #options: OwnViewOptions;
  readonly #now: () => number;
  #listed: readonly ListedMarket[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #missed = new Set<number>();

  constructor(options: OwnViewOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** What was listed when it was last asked: it averages for those expiries. */
  get listed(): readonly ListedMarket[] {
    return this.#listed;
  }

  /** The indexes now, in the order of the underlyings. */
  indexes(): readonly OwnIndex[] {
    return ownIndexes(this.#options.indexes);
  }

  /** Own settlement prices of an hour; null before it has come and while there was no index of an underlying. */
  settlement(hour: number): readonly bigint[] | null {
    return this.#options.settlements.due(hour * 3600, [hour])?.prices ?? null;
  }

  /** Seconds of the half hour before an hour that it has seen, by underlying. */
  secondsSeen(hour: number): readonly number[] | null {
    return this.#options.settlements.seconds(hour);
  }

  /** Of the expiries of what is listed, those whose half hour has begun, earliest first. */
  windows(): SeenWindow[] {
    const { settlements, indexes } = this.#options;
    const time = Math.floor(this.#now() / 1000);
    const hours = [...this.#hours()].sort((a, b) => a - b);
    return hours.flatMap((hour) => seenWindow(settlements, hour, time, indexes.length) ?? []);
  }

  /** Looks at the indexes for the expiries of what is listed now; before it judges a round at the hour itself it must have looked. */
  look(listed: readonly ListedMarket[] = this.#listed): void {
    this.#listed = listed;
    const hours = this.#hours();
    if (hours.size === 0) return;
    const { settlements } = this.#options;
    const time = Math.floor(this.#now() / 1000);
    const index = this.indexes().map(({ price }) => price);
    settlements.sample(time, index, hours);
    const complete = index.filter((price) => price !== null);
    if (complete.length === index.length) settlements.fix(time, complete, hours);
    this.#tellMissed();
  }

  #hours(): Set<number> {
    return new Set(this.#listed.filter(({ terms }) => isDated(terms)).map(({ terms }) => terms.expiryHour));
  }

  #tellMissed(): void {
    for (const window of this.windows()) {
      // From the hour on whoever fixes the prices tells it.
      if (window.warning === null || window.prices !== null || this.#missed.has(window.hour)) continue;
      this.#missed.add(window.hour);
      this.#options.onMissed?.(window);
    }
  }

  /** Starts the sources and looks every second from now on. */
  start(onError: (error: unknown) => void): void {
    for (const { oracle } of this.#options.indexes) oracle.start();
    this.#timer ??= setInterval(() => {
      try {
        this.look();
      } catch (error) {
        onError(error);
      }
    }, SAMPLE_MILLISECONDS);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all(this.#options.indexes.map(({ oracle }) => oracle.stop()));
  }
}
