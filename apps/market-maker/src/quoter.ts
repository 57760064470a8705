import { TenorError } from '@tenor/protocol';
import { type AccountClient, ApiError } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { BacklogPosture } from './backlog-policy.ts';
import { type LiveQuotes, labelOf } from './live-quotes.ts';
import type { MarketView } from './market-view.ts';
import type { Quote } from './quote-ladder.ts';
import type { QuoteSource, WantedQuotes } from './quote-source.ts';
import { type LiveQuote, planRequote } from './requote-plan.ts';

export interface QuoterDependencies {
  readonly account: AccountClient;
  readonly live: LiveQuotes;
  readonly view: MarketView;
  readonly source: QuoteSource;
  readonly tolerancePpm: bigint;
  /** A dated instrument is not quoted any more from this long before its expiry on. */
  readonly closingMilliseconds: number;
  readonly log: Logger;
}

/** Refusals that the next cycle puts right by itself. */
const EXPECTED: ReadonlySet<string> = new Set([
  'POST_ONLY_WOULD_CROSS',
  'ORDER_NOT_FOUND',
  'PRICE_BAND',
  'RATE_LIMIT',
  'EXPIRED_INSTRUMENT',
]);
const NOTHING: WantedQuotes = { quotes: [], toleranceTicks: 0n };

/** What only makes a position smaller: the quotes of one side, as far as there is something to close. */
export function reducingOnly(quotes: readonly Quote[], inventoryLots: bigint): Quote[] {
  let left = inventoryLots < 0n ? -inventoryLots : inventoryLots;
  return quotes.flatMap((quote) => {
    if (left === 0n || (quote.side === 'sell') !== inventoryLots > 0n) return [];
    const lots = quote.lots < left ? quote.lots : left;
    left -= lots;
    return [{ ...quote, lots }];
  });
}

/** Keeps the quotes of one instrument where they should be. */
export class Quoter {
  readonly #with: QuoterDependencies;
  /** Placements and cancels so far. */
  placed = 0;
  cancelled = 0;

  constructor(dependencies: QuoterDependencies) {
    this.#with = dependencies;
  }

  /**
   * One round: cancels what is wrong, then places what is missing.
   * @param reduces the account is short of margin: nothing that adds to a position
   * @param now Unix milliseconds
   */
  async cycle(posture: BacklogPosture, reduces: boolean, now: number): Promise<void> {
    const { live, view, tolerancePpm } = this.#with;
    const { quotes, toleranceTicks } = this.#wanted(posture, now);
    const wanted = reduces ? reducingOnly(quotes, view.inventoryLots) : quotes;
    const rules = { tolerancePpm, toleranceTicks, refills: posture.refills };
    const plan = planRequote(live.of(view.scale), wanted, rules);
    const version = live.version;
    await this.#cancel(plan.cancels);
    // A fill meanwhile changes what is wanted: the next cycle knows better. Our own cancels are not fills.
    if (live.version - version > plan.cancels.length) return;
    for (const quote of plan.places) await this.#place(quote, now);
  }

  /** Takes its quotes off the book. */
  async withdraw(): Promise<void> {
    const { live, view } = this.#with;
    await this.#cancel(live.of(view.scale));
  }

  #wanted(posture: BacklogPosture, now: number): WantedQuotes {
    const { view, source, closingMilliseconds } = this.#with;
    const { expiresAt } = view.scale;
    const isClosing = expiresAt !== null && now >= expiresAt - closingMilliseconds;
    return isClosing || posture.levels === 0 ? NOTHING : source(posture, now);
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

  async #place(quote: Quote, now: number): Promise<void> {
    const { account, live, view } = this.#with;
    if (quote.lots < view.scale.minSizeLots) return;
    const indexPrice = view.ticker(now)?.index_price;
    await this.#attempt('place', async () => {
      const { order } = await account.placeInTicks({
        instrument: view.scale.name,
        side: quote.side,
        limitTicks: quote.ticks,
        lots: quote.lots,
        postOnly: true,
        label: labelOf(quote.level),
        ...(indexPrice != null && { indexPrice }),
      });
      live.observe(order);
      this.placed++;
    });
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      // The exchange refuses, or the client knows already: the instrument has just expired.
      if (!(error instanceof ApiError || error instanceof TenorError)) throw error;
      const level = EXPECTED.has(error.name) ? 'debug' : 'warn';
      this.#with.log[level](
        { instrument: this.#with.view.scale.name, what, error: error.name, code: error.code },
        'refused',
      );
    }
  }
}
