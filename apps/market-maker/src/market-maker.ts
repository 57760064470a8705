import { CIRCUIT_SIZES, type CircuitName } from '@tenor/protocol';
import { type AccountClient, ConnectionError, type ExchangeClient, type InstrumentScale } from '@tenor/sdk';
import type { Logger } from 'pino';
import { type BacklogPosture, backlogPosture } from './backlog-policy.ts';
import { type BotConfig, linearPlan } from './bot-config.ts';
import { deskPlan } from './desk-plan.ts';
import { QuotingDesk } from './quoting-desk.ts';

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
  readonly desks: readonly { account: number; connection: string; marginShare: number | null }[];
  /** Instruments for which no account has room. */
  readonly unquoted: readonly string[];
}

/** Opens another account to quote from. @param desk 1 and up; the first account is given */
export type OpenDesk = (desk: number) => Promise<AccountClient>;

const REOPEN_MILLISECONDS = 10_000;

/** Quotes every instrument there is, from as many accounts as that takes, in one loop. */
export class MarketMaker {
  readonly #exchange: ExchangeClient;
  readonly #config: BotConfig;
  readonly #log: Logger;
  readonly #openDesk: OpenDesk | null;
  readonly #first: AccountClient;
  readonly #desks: QuotingDesk[] = [];
  #plan: ReadonlyMap<string, number> = new Map();
  #isPlanned = false;
  #opening: Promise<void> | null = null;
  #posture: BacklogPosture | null = null;
  #unprovedRows: number | null = null;
  #lastCycleAt: number | null = null;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  /** @param openDesk how to open more accounts; without it the first account serves what it can */
  constructor(account: AccountClient, config: BotConfig, log: Logger, openDesk: OpenDesk | null = null) {
    this.#first = account;
    this.#exchange = account.exchange;
    this.#config = config;
    this.#log = log;
    this.#openDesk = openDesk;
  }

  /** Clears what an earlier run left in the book, follows the market and starts to quote. */
  async start(): Promise<void> {
    this.#desks.push(await QuotingDesk.open(this.#first, this.#config, this.#log));
    this.#exchange.onInstruments(() => {
      this.#isPlanned = false;
      this.#wake();
    });
    this.#loop = this.#run();
  }

  /** Ends the loop and takes all quotes off the book. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#loop;
    await Promise.all(this.#desks.map(({ account }) => account.cancelAll()));
    for (const { account } of this.#desks.slice(1)) account.exchange.close();
  }

  health(): BotHealth {
    const { state } = this.#exchange.connection;
    const desks = this.#desks.map((desk) => desk.health());
    return {
      account: this.#first.account,
      connection: state,
      mode: state === 'open' ? (this.#posture?.mode ?? 'starting') : 'disconnected',
      unprovedRows: this.#unprovedRows,
      openQuotes: desks.reduce((sum, { openQuotes }) => sum + openQuotes, 0),
      lastCycleAt: this.#lastCycleAt,
      instruments: desks.flatMap(({ instruments }) => instruments),
      desks: desks.map(({ account, connection, marginShare }) => ({ account, connection, marginShare })),
      unquoted: this.#quotable()
        .map(({ name }) => name)
        .filter((name) => !this.#plan.has(name)),
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      if (this.#exchange.connection.state === 'open') await this.#attempt(() => this.#cycle());
      await this.#pause();
    }
  }

  /** Returns whether it went well: one account's trouble is not that of the others. */
  async #attempt(step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      // A lost connection heals by itself; the snapshot after it tells what became of the last request.
      if (error instanceof ConnectionError) this.#log.info({ error: error.name }, 'cycle interrupted');
      else this.#log.error({ err: error }, 'cycle failed');
      return false;
    }
  }

  async #cycle(): Promise<void> {
    if (!this.#isPlanned) await this.#assign();
    const { batches } = await this.#exchange.status();
    this.#unprovedRows = batches.unproved_rows;
    const levels = Math.max(...this.#config.plans.map(({ ladder }) => ladder.levels), this.#config.options.levels);
    const posture = backlogPosture(batches.unproved_rows, this.#config.backlogCapRows, levels);
    if (posture.mode !== this.#posture?.mode) {
      this.#log.info({ mode: posture.mode, unprovedRows: batches.unproved_rows }, 'posture');
    }
    this.#posture = posture;
    for (const desk of this.#desks)
      if (desk.isReady) await this.#attempt(() => desk.cycle(posture, () => this.#stopping));
    this.#lastCycleAt = Date.now();
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
    if (!this.#openDesk || this.#opening || this.#stopping) return;
    this.#opening = this.#openDesk(this.#desks.length)
      .then((account) => QuotingDesk.open(account, this.#config, this.#log))
      .then(async (desk) => {
        if (!this.#stopping) this.#desks.push(desk);
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
        this.#wake();
      });
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
