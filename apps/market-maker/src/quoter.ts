import { type AccountClient, ApiError } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { BacklogPosture } from './backlog-policy.ts';
import type { InstrumentPlan } from './bot-config.ts';
import { type LiveQuotes, labelOf } from './live-quotes.ts';
import type { MarketView } from './market-view.ts';
import { type LadderParameters, type Quote, quoteLadder } from './quote-ladder.ts';
import { type LiveQuote, planRequote } from './requote-plan.ts';

export interface QuoterDependencies {
  readonly account: AccountClient;
  readonly live: LiveQuotes;
  readonly view: MarketView;
  readonly plan: InstrumentPlan;
  readonly tolerancePpm: bigint;
  readonly log: Logger;
}

/** Refusals that the next cycle puts right by itself. */
const EXPECTED: ReadonlySet<string> = new Set(['POST_ONLY_WOULD_CROSS', 'ORDER_NOT_FOUND', 'PRICE_BAND', 'RATE_LIMIT']);

/** Keeps the quotes of one instrument where they should be. */
export class Quoter {
  readonly #with: QuoterDependencies;
  readonly #parameters: LadderParameters;
  /** Placements and cancels so far. */
  placed = 0;
  cancelled = 0;

  constructor(dependencies: QuoterDependencies) {
    this.#with = dependencies;
    const { plan, view } = dependencies;
    this.#parameters = {
      ...plan.ladder,
      levelLots: view.scale.lots(plan.levelSize),
      maxInventoryLots: view.scale.lots(plan.maxInventory),
    };
  }

  /** One round: cancels what is wrong, then places what is missing. @param now Unix milliseconds */
  async cycle(posture: BacklogPosture, now: number): Promise<void> {
    const { live, view, tolerancePpm } = this.#with;
    const wanted = this.#wanted(posture, now);
    const plan = planRequote(live.of(view.scale), wanted, { tolerancePpm, refills: posture.refills });
    const version = live.version;
    await this.#cancel(plan.cancels);
    // A fill meanwhile changes what is wanted: the next cycle knows better. Our own cancels are not fills.
    if (live.version - version > plan.cancels.length) return;
    for (const quote of plan.places) await this.#place(quote);
  }

  #wanted(posture: BacklogPosture, now: number): Quote[] {
    const reference = this.#with.view.referenceTicks(now);
    if (reference === null || posture.levels === 0) return [];
    const parameters = { ...this.#parameters, levels: Math.min(posture.levels, this.#parameters.levels) };
    return quoteLadder(parameters, reference, this.#with.view.inventoryLots, posture.widening);
  }

  async #cancel(quotes: readonly LiveQuote[]): Promise<void> {
    for (const { orderId } of quotes) {
      await this.#attempt('cancel', async () => {
        const { cancelled } = await this.#with.account.cancel({ order_id: orderId });
        for (const order of cancelled) this.#with.live.observe(order);
        this.cancelled++;
      });
    }
  }

  async #place(quote: Quote): Promise<void> {
    const { account, live, view } = this.#with;
    if (quote.lots < view.scale.minSizeLots) return;
    await this.#attempt('place', async () => {
      const { order } = await account.placeInTicks({
        instrument: view.scale.name,
        side: quote.side,
        limitTicks: quote.ticks,
        lots: quote.lots,
        postOnly: true,
        label: labelOf(quote.level),
      });
      live.observe(order);
      this.placed++;
    });
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const level = EXPECTED.has(error.name) ? 'debug' : 'warn';
      this.#with.log[level](
        { instrument: this.#with.view.scale.name, what, error: error.name, code: error.code },
        'refused',
      );
    }
  }
}
