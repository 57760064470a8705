import type { InstrumentScale, PositionJson, TickerJson } from '@tenor/sdk';

/** Older prices than this are not quoted around, milliseconds. */
const STALE_MILLISECONDS = 20_000;

/** What the bot knows of one instrument: the mark and its own position. */
export class MarketView {
  readonly scale: InstrumentScale;
  /** Signed lots. */
  inventoryLots = 0n;
  #ticker: TickerJson | null = null;
  #tickerAt = 0;

  constructor(scale: InstrumentScale) {
    this.scale = scale;
  }

  observeTicker(ticker: TickerJson, now: number): void {
    this.#ticker = ticker;
    this.#tickerAt = now;
  }

  /** The positions of a snapshot replace what was known; those of a change add to it. */
  observePositions(positions: readonly PositionJson[], isSnapshot: boolean): void {
    const own = positions.find(({ instrument }) => instrument === this.scale.name);
    if (own) this.inventoryLots = this.scale.lots(own.size);
    else if (isSnapshot) this.inventoryLots = 0n;
  }

  /** The prices of now; null when there are none or they are stale. */
  ticker(now: number): TickerJson | null {
    return now - this.#tickerAt > STALE_MILLISECONDS ? null : this.#ticker;
  }

  /** The price to quote around in ticks; null when there is none or it is stale. */
  referenceTicks(now: number): bigint | null {
    const mark = this.ticker(now)?.mark_price;
    if (mark == null) return null;
    const ticks = this.scale.ticksBelow(mark);
    return ticks > 0n ? ticks : null;
  }

  forgetPrice(): void {
    this.#ticker = null;
  }
}
