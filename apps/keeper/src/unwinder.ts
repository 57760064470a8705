import { ApiError } from '@tenor/sdk';
import type { KeeperMetrics } from './keeper-metrics.ts';
import type { KeeperParts } from './keeper-parts.ts';
import { lotPrice } from './market-terms.ts';
import type { OwnAccount } from './own-account.ts';
import { planUnwind, type UnwindPlan } from './unwind-plan.ts';

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Gets rid of what the keeper holds, one order of each instrument at a time. */
export class Unwinder {
  readonly #with: KeeperParts;
  readonly #metrics: KeeperMetrics;

  constructor(parts: KeeperParts, metrics: KeeperMetrics) {
    this.#with = parts;
    this.#metrics = metrics;
  }

  async step(own: OwnAccount): Promise<void> {
    const instruments = new Set([...own.holdings.keys(), ...own.resting.map(({ instrument }) => instrument)]);
    for (const instrument of instruments) {
      const plan = await this.#plan(instrument, own);
      if (plan) await this.#follow(instrument, plan);
    }
  }

  async #plan(instrument: string, own: OwnAccount): Promise<UnwindPlan | null> {
    const { exchange, config } = this.#with;
    const { mark_price, index_price, best_bid, best_ask } = await exchange.ticker(instrument);
    if (mark_price === null) return null;
    const scale = exchange.instrument(instrument);
    const lotsWorth =
      config.unwindOrder / larger(1n, lotPrice(scale, scale.isOption ? (index_price ?? mark_price) : mark_price));
    const bounds = scale.isOption ? config.unwindingOptions : config.unwinding;
    const ticksOrNull = (price: string | null) => (price === null ? null : scale.ticks(price));
    return planUnwind(
      {
        heldLots: own.holdings.get(instrument)?.lots ?? 0n,
        // An option may be worth less than a tick.
        markTicks: larger(scale.ticksBelow(mark_price), scale.minPriceTicks),
        bestBidTicks: ticksOrNull(best_bid),
        bestAskTicks: ticksOrNull(best_ask),
        resting: own.resting.filter((order) => order.instrument === instrument),
      },
      { ...bounds, lotsPerOrder: larger(lotsWorth, scale.minSizeLots) },
    );
  }

  async #follow(instrument: string, { cancels, order }: UnwindPlan): Promise<void> {
    const { desk, log } = this.#with;
    try {
      for (const resting of cancels) await desk.cancel(resting);
      if (!order) return;
      await desk.unwind(instrument, order);
      this.#metrics.unwinds.inc({ type: order.type });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Filled meanwhile, or the book has moved: the next look knows better.
      log.info({ instrument, error: error.name, code: error.code }, 'unwinding refused');
    }
  }
}
