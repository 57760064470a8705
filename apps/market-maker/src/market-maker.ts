import { type AccountClient, ConnectionError, type ExchangeClient } from '@tenor/sdk';
import type { Logger } from 'pino';
import { type BacklogPosture, backlogPosture } from './backlog-policy.ts';
import type { BotConfig } from './bot-config.ts';
import { LiveQuotes } from './live-quotes.ts';
import { MarketView } from './market-view.ts';
import { Quoter } from './quoter.ts';

/** What the health page shows. */
export interface BotHealth {
  readonly account: number;
  readonly connection: string;
  readonly mode: BacklogPosture['mode'] | 'starting' | 'disconnected';
  readonly unprovedRows: number | null;
  readonly openQuotes: number;
  /** Unix milliseconds of the last complete cycle. */
  readonly lastCycleAt: number | null;
  readonly instruments: readonly { instrument: string; inventory: string; placed: number; cancelled: number }[];
}

/** Quotes all planned instruments from one account, in one loop. */
export class MarketMaker {
  readonly #exchange: ExchangeClient;
  readonly #account: AccountClient;
  readonly #config: BotConfig;
  readonly #log: Logger;
  readonly #live = new LiveQuotes();
  readonly #markets: readonly { view: MarketView; quoter: Quoter }[];
  #posture: BacklogPosture | null = null;
  #unprovedRows: number | null = null;
  #lastCycleAt: number | null = null;
  #ordersKnown = false;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(account: AccountClient, config: BotConfig, log: Logger) {
    this.#account = account;
    this.#exchange = account.exchange;
    this.#config = config;
    this.#log = log;
    this.#markets = config.plans.map((plan) => {
      const view = new MarketView(this.#exchange.instrument(plan.instrument));
      const { tolerancePpm } = config.rules;
      return { view, quoter: new Quoter({ account, live: this.#live, view, plan, tolerancePpm, log }) };
    });
  }

  /** Clears what an earlier run left in the book, follows the market and starts to quote. */
  async start(): Promise<void> {
    await this.#account.cancelAll();
    await this.#account.follow('orders', ({ orders }, isFresh) => {
      this.#ordersKnown = true;
      if (isFresh) this.#live.reset(orders);
      else for (const order of orders) this.#live.observe(order);
    });
    await this.#account.follow('positions', ({ positions }, isFresh) => {
      for (const { view } of this.#markets) view.observePositions(positions, isFresh);
    });
    for (const { view } of this.#markets) {
      await this.#exchange.subscribe(
        `ticker.${view.scale.name}` as `ticker.${string}`,
        ({ ticker }) => view.observeTicker(ticker, Date.now()),
        () => view.forgetPrice(),
      );
    }
    this.#exchange.connection.onState((state) => {
      if (state !== 'open') this.#ordersKnown = false;
      this.#log.info({ state }, 'connection');
    });
    this.#loop = this.#run();
  }

  /** Ends the loop and takes all quotes off the book. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#loop;
    await this.#account.cancelAll();
  }

  health(): BotHealth {
    const { state } = this.#exchange.connection;
    return {
      account: this.#account.account,
      connection: state,
      mode: state === 'open' ? (this.#posture?.mode ?? 'starting') : 'disconnected',
      unprovedRows: this.#unprovedRows,
      openQuotes: this.#live.count,
      lastCycleAt: this.#lastCycleAt,
      instruments: this.#markets.map(({ view, quoter }) => ({
        instrument: view.scale.name,
        inventory: view.scale.sizeText(view.inventoryLots),
        placed: quoter.placed,
        cancelled: quoter.cancelled,
      })),
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        if (this.#exchange.connection.state === 'open' && this.#ordersKnown) await this.#cycle();
      } catch (error) {
        // A lost connection heals by itself; the snapshot after it tells what became of the last request.
        if (error instanceof ConnectionError) this.#log.info({ error: error.name }, 'cycle interrupted');
        else this.#log.error({ err: error }, 'cycle failed');
      }
      await this.#pause();
    }
  }

  async #cycle(): Promise<void> {
    const { batches } = await this.#exchange.status();
    this.#unprovedRows = batches.unproved_rows;
    const levels = Math.max(...this.#config.plans.map(({ ladder }) => ladder.levels));
    const posture = backlogPosture(batches.unproved_rows, this.#config.backlogCapRows, levels);
    if (posture.mode !== this.#posture?.mode) {
      this.#log.info({ mode: posture.mode, unprovedRows: batches.unproved_rows }, 'posture');
    }
    this.#posture = posture;
    for (const { quoter } of this.#markets) if (!this.#stopping) await quoter.cycle(posture, Date.now());
    this.#lastCycleAt = Date.now();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#stopping ? 0 : this.#config.cycleMilliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
