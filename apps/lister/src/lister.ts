import { BotLoop, KillSwitch } from '@tenor/bot';
import { ApiError, ConnectionError, ContractRefusal } from '@tenor/sdk';
import { type Board, boardOf, underlyingViews } from './board.ts';
import { VOLATILITY_OTHERWISE } from './lister-config.ts';
import { ListerMetrics } from './lister-metrics.ts';
import type { ListerParts } from './lister-parts.ts';
import type { PastListing } from './listing-desk.ts';
import { seriesToList } from './listing-rule.ts';
import { type Series, sameSeries } from './series.ts';
import { seriesCount } from './series-count.ts';
import { seriesName } from './series-name.ts';
import { seriesOfTerms, seriesTerms } from './series-terms.ts';

type ListerMode = 'starting' | 'watching' | 'waiting' | 'refused' | 'killed';

/** Most listings of one L1 transaction. */
const PER_TRANSACTION = 16;
/** Between two looks while a listing is on its way, milliseconds. */
const IMPATIENT = 500;
const DAY_SECONDS = 86_400;
const isRecent = ({ time }: PastListing): boolean => time > Date.now() / 1000 - DAY_SECONDS;

/** Applies the listing rule: looks at the exchange, and lists on L1 what is missing. */
export class Lister {
  readonly metrics = new ListerMetrics();
  readonly #with: ListerParts;
  readonly #kill: KillSwitch;
  readonly #loop: BotLoop;
  #mode: ListerMode = 'starting';
  #board: Board | null = null;
  #pending: readonly Series[] = [];
  #told = '';

  constructor(parts: ListerParts) {
    this.#with = parts;
    const { exchange, config, log } = parts;
    this.#kill = new KillSwitch(config.killFile, this.metrics, log);
    this.#loop = new BotLoop({
      cycle: () => this.#cycle(),
      isConnected: () => exchange.connection.state === 'open',
      pause: () => this.#pause(),
      // Also of L1: the next look tells what became of the last transaction.
      isExpected: (error) => [ConnectionError, ApiError, ContractRefusal].some((kind) => error instanceof kind),
      metrics: this.metrics,
      log,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends the loop; what was sent to L1 stays listed. */
  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  isHealthy(now: number): boolean {
    const { exchange, config } = this.#with;
    if (exchange.connection.state !== 'open') return false;
    const { lastCycleAt } = this.#loop;
    if (lastCycleAt === null) return this.#mode === 'starting';
    return this.#mode !== 'refused' && now - lastCycleAt < 10_000 + 2 * config.cycleMilliseconds;
  }

  async health() {
    const { exchange, desk, config, rows } = this.#with;
    return {
      owner: desk.owner,
      connection: exchange.connection.state,
      mode: exchange.connection.state === 'open' ? this.#mode : 'disconnected',
      dryRun: config.isDryRun,
      lastCycleAt: this.#loop.lastCycleAt,
      freeRows: this.#board && rows - this.#board.rows - this.#pending.length,
      series: this.#board?.series.map(seriesName) ?? [],
      pending: this.#pending.map(seriesName),
      sent: await this.metrics.totals(this.metrics.sent),
      skipped: await this.metrics.totals(this.metrics.skipped),
    };
  }

  async #cycle(): Promise<void> {
    const { exchange, desk } = this.#with;
    // The queue first: what is applied while the board is read is then counted once too often, not once too little.
    const status = await exchange.status();
    const past = await desk.past();
    await exchange.refreshInstruments();
    const board = boardOf(exchange.instruments.map(({ specification }) => specification));
    const isAway = (series: Series): boolean => !board.series.some((other) => sameSeries(series, other));
    const seriesFrom = (listings: readonly PastListing[]): Series[] =>
      listings.map(({ terms }) => seriesOfTerms(terms, board.perpetuals)).filter((one) => one !== null);
    const isWaiting = ({ entry }: PastListing): boolean => entry >= status.l1.entries_applied;
    this.#observe(board, seriesFrom(past.filter(isWaiting)).filter(isAway));
    if (this.#kill.isThrown()) this.#mode = 'killed';
    else if (status.market_mode !== 'running') this.#mode = 'waiting';
    else {
      const isAllowed = await this.#list(board, seriesFrom(past), past.filter(isRecent).length);
      this.#mode = isAllowed ? 'watching' : 'refused';
    }
  }

  /** Lists what the rule wants, as far as the cap allows. Returns false where L1 does not let it. */
  async #list(board: Board, once: readonly Series[], ofToday: number): Promise<boolean> {
    const { exchange, desk, config, rows, log } = this.#with;
    const volatility = (base: string): number => config.volatility[base] ?? VOLATILITY_OTHERWISE;
    const plan = seriesToList({
      now: Date.now() / 1000,
      underlyings: await underlyingViews(exchange, board.perpetuals, volatility),
      listed: [...board.series, ...this.#pending],
      once,
      freeRows: rows - board.rows - this.#pending.length,
      rules: config.rules,
    });
    if (plan.length === 0) return true;
    if (!(await desk.isAllowed())) {
      log.error({ owner: desk.owner }, 'L1 does not let this address list');
      return false;
    }
    const allowed = plan.slice(0, Math.max(0, config.perDay - ofToday));
    if (allowed.length < plan.length) this.metrics.skipped.inc({ reason: 'per_day' }, plan.length - allowed.length);
    for (let from = 0; from < allowed.length; from += PER_TRANSACTION)
      await this.#send(allowed.slice(from, from + PER_TRANSACTION), board);
    return true;
  }

  async #send(series: readonly Series[], { perpetuals }: Board): Promise<void> {
    const { desk, config, log, tell } = this.#with;
    const what = config.isDryRun ? 'would list' : 'listing';
    log.info({ series: series.map(seriesName) }, what);
    tell(`${what} ${seriesCount(series)}`);
    const perpetualOf = (base: string) => perpetuals.find((perpetual) => perpetual.base === base)!;
    await desk.list(series.map((one) => seriesTerms(one, perpetualOf(one.base))));
    if (config.isDryRun) return;
    this.#pending = [...this.#pending, ...series];
    for (const { kind } of series) this.metrics.sent.inc({ kind });
  }

  #observe(board: Board, pending: readonly Series[]): void {
    this.#board = board;
    this.#pending = pending;
    this.metrics.live.set(board.series.length);
    this.metrics.pending.set(pending.length);
    this.metrics.freeRows.set(this.#with.rows - board.rows - pending.length);
    const text = `${seriesCount(board.series)} on the board`;
    if (pending.length > 0 || board.series.length === 0 || text === this.#told) return;
    this.#told = text;
    this.#with.tell(text);
  }

  #pause(): number {
    const { cycleMilliseconds } = this.#with.config;
    const isWaiting = this.#pending.length > 0 || this.#mode === 'waiting' || this.#mode === 'starting';
    return isWaiting ? Math.min(IMPATIENT, cycleMilliseconds) : cycleMilliseconds;
  }
}
