import { type AccountClient, type InstrumentScale, parseUsd } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { BacklogPosture } from './backlog-policy.ts';
import { type BotConfig, linearPlan } from './bot-config.ts';
import { LiveQuotes } from './live-quotes.ts';
import { MarketView } from './market-view.ts';
import { linearSource, optionSource, type QuoteSource } from './quote-source.ts';
import { Quoter } from './quoter.ts';

interface QuotedMarket {
  readonly view: MarketView;
  readonly quoter: Quoter;
  readonly leave: () => void;
}

const MARGIN_MILLISECONDS = 5000;
const MILLION = 1_000_000n;

/** One account that quotes some instruments, over a connection of its own. */
export class QuotingDesk {
  readonly account: AccountClient;
  readonly #config: BotConfig;
  readonly #log: Logger;
  readonly #live = new LiveQuotes();
  readonly #markets = new Map<string, QuotedMarket>();
  /** Signed lots of every position, whether it is quoted here or not. */
  readonly #held = new Map<string, bigint>();
  #ordersKnown = false;
  #marginPpm: bigint | null = null;
  #marginAt = 0;

  private constructor(account: AccountClient, config: BotConfig, log: Logger) {
    this.account = account;
    this.#config = config;
    this.#log = log;
  }

  /** Clears what an earlier run left in the book and follows the account. */
  static async open(account: AccountClient, config: BotConfig, log: Logger): Promise<QuotingDesk> {
    const desk = new QuotingDesk(account, config, log.child({ account: account.account }));
    await account.cancelAll();
    await account.follow('orders', ({ orders }, isFresh) => {
      desk.#ordersKnown = true;
      if (isFresh) desk.#live.reset(orders);
      else for (const order of orders) desk.#live.observe(order);
    });
    await account.follow('positions', ({ positions }, isFresh) => {
      if (isFresh) desk.#held.clear();
      for (const { instrument, size } of positions) {
        const lots = account.exchange.knownInstrument(instrument)?.lots(size) ?? 0n;
        if (lots === 0n) desk.#held.delete(instrument);
        else desk.#held.set(instrument, lots);
      }
      for (const { view } of desk.#markets.values()) view.observePositions(positions, isFresh);
    });
    account.exchange.connection.onState((state) => {
      if (state !== 'open') desk.#ordersKnown = false;
      desk.#log.info({ state }, 'connection');
    });
    return desk;
  }

  /** Instruments with a position. */
  get held(): readonly string[] {
    return [...this.#held.keys()];
  }

  get isReady(): boolean {
    return this.account.exchange.connection.state === 'open' && this.#ordersKnown;
  }

  /** Quotes these instruments from now on and no others. */
  async quote(scales: readonly InstrumentScale[]): Promise<void> {
    for (const [name, { quoter, leave }] of this.#markets) {
      if (scales.some((scale) => scale.name === name)) continue;
      this.#markets.delete(name);
      leave();
      await quoter.withdraw();
    }
    for (const scale of scales) if (!this.#markets.has(scale.name)) await this.#add(scale);
  }

  /** One round over all its instruments. */
  async cycle(posture: BacklogPosture, isStopping: () => boolean): Promise<void> {
    await this.#readMargin(Date.now());
    const reduces = this.#marginPpm !== null && this.#marginPpm >= this.#config.marginCapPpm;
    for (const { quoter } of this.#markets.values())
      if (!isStopping()) await quoter.cycle(posture, reduces, Date.now());
  }

  health() {
    return {
      account: this.account.account,
      connection: this.account.exchange.connection.state,
      openQuotes: this.#live.count,
      /** Part of the equity that positions bind. */
      marginShare: this.#marginPpm === null ? null : Number(this.#marginPpm) / 1e6,
      instruments: [...this.#markets.values()].map(({ view, quoter }) => ({
        instrument: view.scale.name,
        inventory: view.scale.sizeText(view.inventoryLots),
        placed: quoter.placed,
        cancelled: quoter.cancelled,
      })),
    };
  }

  async #add(scale: InstrumentScale): Promise<void> {
    // The instruments of this connection may lag behind those of the one that told of it.
    if (!this.account.exchange.knownInstrument(scale.name)) await this.account.exchange.refreshInstruments();
    const view = new MarketView(scale);
    view.inventoryLots = this.#held.get(scale.name) ?? 0n;
    const { tolerancePpm } = this.#config.rules;
    const quoter = new Quoter({
      account: this.account,
      live: this.#live,
      view,
      source: this.#sourceOf(view),
      tolerancePpm,
      closingMilliseconds: this.#config.closingMilliseconds,
      log: this.#log,
    });
    const leave = await this.account.exchange.subscribe(
      `ticker.${scale.name}` as `ticker.${string}`,
      ({ ticker }) => view.observeTicker(ticker, Date.now()),
      () => view.forgetPrice(),
    );
    this.#markets.set(scale.name, { view, quoter, leave });
  }

  #sourceOf(view: MarketView): QuoteSource {
    if (view.scale.isOption) return optionSource(view, this.#config.options);
    const plan = linearPlan(view.scale.specification, this.#config.plans);
    return plan ? linearSource(view, plan) : () => ({ quotes: [], toleranceTicks: 0n });
  }

  async #readMargin(now: number): Promise<void> {
    if (now - this.#marginAt < MARGIN_MILLISECONDS) return;
    const { equity, initial_margin } = await this.account.state();
    const money = parseUsd(equity);
    const before = this.#marginPpm;
    this.#marginPpm = money > 0n ? (parseUsd(initial_margin) * MILLION) / money : MILLION;
    this.#marginAt = now;
    const { marginCapPpm } = this.#config;
    if ((before ?? 0n) < marginCapPpm !== this.#marginPpm < marginCapPpm)
      this.#log.warn(
        { marginPpm: String(this.#marginPpm) },
        'margin: quotes that reduce positions alone, or all again',
      );
  }
}
