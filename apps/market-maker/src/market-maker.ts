import { BotLoop, BotMetrics, KillSwitch } from '@tenor/bot';
import { CIRCUIT_SIZES, type CircuitName } from '@tenor/protocol';
import { type AccountClient, ConnectionError, type ExchangeClient, type InstrumentScale } from '@tenor/sdk';
import type { Logger } from 'pino';
import { type BacklogPosture, backlogPosture, NO_QUOTES } from './backlog-policy.ts';
import { type BotConfig, linearPlan } from './bot-config.ts';
import { deskPlan } from './desk-plan.ts';
import { QuotingDesk } from './quoting-desk.ts';

/** What the health page shows. */
export interface BotHealth {
  readonly account: number;
  readonly connection: string;
  readonly mode: BacklogPosture['mode'] | 'starting' | 'killed' | 'disconnected';
  readonly unprovedRows: number | null;
  readonly openQuotes: number;
  /** Unix milliseconds of the last complete cycle. */
  readonly lastCycleAt: number | null;
  readonly instruments: readonly { instrument: string; inventory: string; placed: number; cancelled: number }[];
  readonly desks: readonly { account: number; connection: string; marginShare: number | null }[];
  /** Instruments for which no account has room. */
  readonly unquoted: readonly string[];
}

/** Opens another account to quote from. @param desk 1 and up; the first account is given */
export type OpenDesk = (desk: number) => Promise<AccountClient>;

const REOPEN_MILLISECONDS = 10_000;
/** A lost connection heals by itself; the snapshot after it tells what became of the last request. */
const isExpected = (error: unknown): error is ConnectionError => error instanceof ConnectionError;

/** Quotes every instrument there is, from as many accounts as that takes, in one loop. */
export class MarketMaker {
  readonly metrics = new BotMetrics('market_maker');
  readonly #exchange: ExchangeClient;
  readonly #config: BotConfig;
  readonly #log: Logger;
  readonly #openDesk: OpenDesk | null;
  readonly #first: AccountClient;
  readonly #desks: QuotingDesk[] = [];
  #plan: ReadonlyMap<string, number> = new Map();
  #isPlanned = false;
  #opening: Promise<void> | null = null;
  readonly #kill: KillSwitch;
  readonly #loop: BotLoop;
  #mode: BacklogPosture['mode'] | 'starting' | 'killed' = 'starting';
  #unprovedRows: number | null = null;

  /** @param openDesk how to open more accounts; without it the first account serves what it can */
  constructor(account: AccountClient, config: BotConfig, log: Logger, openDesk: OpenDesk | null = null) {
    this.#first = account;
    this.#exchange = account.exchange;
    this.#config = config;
    this.#log = log;
    this.#openDesk = openDesk;
    this.#kill = new KillSwitch(config.killFile, this.metrics, log);
    this.#loop = new BotLoop({
      cycle: () => this.#cycle(),
      isConnected: () => this.#exchange.connection.state === 'open',
      pause: () => config.cycleMilliseconds,
      isExpected,
      metrics: this.metrics,
      log,
    });
  }

  /** Clears what an earlier run left in the book, follows the market and starts to quote. */
  async start(): Promise<void> {
    this.#desks.push(await QuotingDesk.open(this.#first, this.#config, this.#log));
    this.#exchange.onInstruments(() => {
      this.#isPlanned = false;
      this.#loop.wake();
    });
    this.#loop.start();
  }

  /** Ends the loop and takes all quotes off the book. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#desks.map(({ account }) => account.cancelAll()));
    for (const { account } of this.#desks.slice(1)) account.exchange.close();
  }

  isHealthy(): boolean {
    return this.#exchange.connection.state === 'open';
  }

  health(): BotHealth {
    const { state } = this.#exchange.connection;
    const desks = this.#desks.map((desk) => desk.health());
    return {
      account: this.#first.account,
      connection: state,
      mode: state === 'open' ? this.#mode : 'disconnected',
      unprovedRows: this.#unprovedRows,
      openQuotes: desks.reduce((sum, { openQuotes }) => sum + openQuotes, 0),
      lastCycleAt: this.#loop.lastCycleAt,
      instruments: desks.flatMap(({ instruments }) => instruments),
      desks: desks.map(({ account, connection, marginShare }) => ({ account, connection, marginShare })),
      unquoted: this.#quotable()
        .map(({ name }) => name)
        .filter((name) => !this.#plan.has(name)),
    };
  }

  /** Returns whether it went well: one account's trouble is not that of the others. */
  async #attempt(step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      if (isExpected(error)) this.#log.info({ error: error.name }, 'an account was interrupted');
      else this.#log.error({ err: error }, 'an account failed');
      return false;
    }
  }

  async #cycle(): Promise<void> {
    if (!this.#isPlanned) await this.#assign();
    const { batches } = await this.#exchange.status();
    this.#unprovedRows = batches.unproved_rows;
    const levels = Math.max(...this.#config.plans.map(({ ladder }) => ladder.levels), this.#config.options.levels);
    const isKilled = this.#kill.isThrown();
    const posture = isKilled ? NO_QUOTES : backlogPosture(batches.unproved_rows, this.#config.backlogCapRows, levels);
    const mode = isKilled ? 'killed' : posture.mode;
    if (mode !== this.#mode) this.#log.info({ mode, unprovedRows: batches.unproved_rows }, 'posture');
    this.#mode = mode;
    for (const desk of this.#desks)
      if (desk.isReady) await this.#attempt(() => desk.cycle(posture, () => this.#loop.isStopping));
  }

  #quotable(): InstrumentScale[] {
    return this.#exchange.instruments.filter(
      ({ isOption, specification }) => isOption || linearPlan(specification, this.#config.plans) !== null,
    );
  }

  /** Gives every instrument to an account, and opens the accounts that are missing. */
  async #assign(): Promise<void> {
    this.#isPlanned = true;
    const current = new Map(this.#plan);
    this.#desks.forEach(({ held }, desk) => {
      for (const name of held) current.set(name, desk);
    });
    const scales = this.#quotable();
    const instruments = scales.map(({ name, expiresAt, specification: { kind, base } }) => ({
      name,
      kind,
      base,
      expiresAt,
    }));
    const desks = this.#openDesk ? this.#config.desks : 1;
    const { K: capacity } = CIRCUIT_SIZES[this.#exchange.config.circuit.name as CircuitName];
    this.#plan = deskPlan(instruments, current, { capacity, desks });
    for (const [number, desk] of this.#desks.entries()) {
      const own = scales.filter(({ name }) => this.#plan.get(name) === number);
      if (!(await this.#attempt(() => desk.quote(own)))) this.#isPlanned = false;
    }
    if (Math.max(0, ...this.#plan.values()) >= this.#desks.length) this.#openNext();
  }

  /** In the background: an account takes some seconds to be opened, and the others quote meanwhile. */
  #openNext(): void {
    if (!this.#openDesk || this.#opening || this.#loop.isStopping) return;
    this.#opening = this.#openDesk(this.#desks.length)
      .then((account) => QuotingDesk.open(account, this.#config, this.#log))
      .then(async (desk) => {
        if (!this.#loop.isStopping) this.#desks.push(desk);
        else desk.account.exchange.close();
        this.#log.info({ account: desk.account.account, desk: this.#desks.length }, 'another account quotes');
      })
      .catch(async (error: unknown) => {
        this.#log.error({ err: error }, 'an account could not be opened');
        await new Promise((resolve) => setTimeout(resolve, REOPEN_MILLISECONDS).unref());
      })
      .finally(() => {
        this.#opening = null;
        this.#isPlanned = false;
        this.#loop.wake();
      });
  }
}
