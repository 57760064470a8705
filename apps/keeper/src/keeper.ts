import { BotLoop, KillSwitch } from '@tenor/bot';
import { ApiError, ConnectionError, type InstrumentScale, type LiquidatableJson } from '@tenor/sdk';
import { Cooldowns } from './cooldowns.ts';
import { KeeperMetrics } from './keeper-metrics.ts';
import type { KeeperParts } from './keeper-parts.ts';
import { lotPrice, marketTermsOf } from './market-terms.ts';
import { type Offer, planOffer, type TakeoverChance } from './offer-plan.ts';
import { grossNotional, type OwnAccount } from './own-account.ts';
import { Unwinder } from './unwinder.ts';

type KeeperMode = 'starting' | 'watching' | 'killed' | 'disconnected';

const MICRO = 1e6;
const CHANCES = 100;
/** No cycle done for this long means that something is wrong, milliseconds. */
const SILENCE = 10_000;

/** Looks for accounts below maintenance margin, offers to take their positions over, and unwinds what it took. */
export class Keeper {
  readonly metrics = new KeeperMetrics();
  readonly #with: KeeperParts;
  readonly #cooldowns: Cooldowns;
  readonly #unwinder: Unwinder;
  readonly #kill: KillSwitch;
  readonly #loop: BotLoop;
  #mode: KeeperMode = 'starting';
  #own: OwnAccount | null = null;

  constructor(parts: KeeperParts) {
    this.#with = parts;
    this.#cooldowns = new Cooldowns(parts.config.cooldownMilliseconds);
    this.#unwinder = new Unwinder(parts, this.metrics);
    const { exchange, config, log } = parts;
    this.#kill = new KillSwitch(config.killFile, this.metrics, log);
    this.#loop = new BotLoop({
      cycle: () => this.#cycle(),
      isConnected: () => exchange.connection.state === 'open',
      pause: () => config.cycleMilliseconds,
      isExpected: (error) => error instanceof ConnectionError || error instanceof ApiError,
      metrics: this.metrics,
      log,
    });
  }

  /** Clears what an earlier run left in the book and starts to look. */
  async start(): Promise<void> {
    await this.#with.desk.cancelAll();
    this.#loop.start();
  }

  /** Ends the loop and takes its orders off the book; positions stay. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#with.desk.cancelAll();
  }

  isHealthy(now: number): boolean {
    if (this.#with.exchange.connection.state !== 'open') return false;
    const { lastCycleAt } = this.#loop;
    return lastCycleAt === null ? this.#mode === 'starting' : now - lastCycleAt < SILENCE;
  }

  async health() {
    const { exchange, desk, config } = this.#with;
    const own = this.#own;
    return {
      account: desk.account,
      connection: exchange.connection.state,
      mode: exchange.connection.state === 'open' ? this.#mode : 'disconnected',
      dryRun: config.isDryRun,
      lastCycleAt: this.#loop.lastCycleAt,
      equityUsd: own && Number(own.equity) / MICRO,
      freeCollateralUsd: own && Number(own.freeCollateral) / MICRO,
      positionUsd: own && Number(grossNotional(own)) / MICRO,
      holdings: [...(own?.holdings ?? [])].map(([instrument, { lots }]) => ({
        instrument,
        size: exchange.knownInstrument(instrument)?.sizeText(lots) ?? null,
      })),
      offers: await this.metrics.totals(this.metrics.offers),
      skipped: await this.metrics.totals(this.metrics.skipped),
    };
  }

  async #cycle(): Promise<void> {
    const { exchange, desk } = this.#with;
    const isKilled = this.#kill.isThrown();
    if (isKilled && this.#mode !== 'killed') await desk.cancelAll();
    this.#mode = isKilled ? 'killed' : 'watching';
    const [{ accounts, total }, own] = await Promise.all([exchange.liquidatable(CHANCES), desk.read()]);
    this.#observe(own, total);
    if (!isKilled) {
      const taken = await this.#offerAll(accounts, own);
      await this.#unwinder.step(taken ? await desk.read() : own);
    }
  }

  /** Offers for each position in turn, the most urgent account first. Returns whether any was taken over. */
  async #offerAll(accounts: readonly LiquidatableJson[], first: OwnAccount): Promise<boolean> {
    const { exchange, desk, config } = this.#with;
    let own = first;
    for (const { account, positions } of accounts) {
      for (const { instrument, side, needed, keeper_price, mark_price } of positions) {
        if (this.#loop.isStopping) return own !== first;
        if (this.#cooldowns.isCooling(account, instrument, Date.now())) continue;
        const scale = exchange.instruments.find(({ name }) => name === instrument);
        if (!scale) continue;
        const mark = lotPrice(scale, mark_price);
        const index = await this.#indexOf(scale, mark);
        if (index === null) continue;
        const keeperPrice = lotPrice(scale, keeper_price);
        const chance = { account, side, neededLots: scale.lots(needed), keeperPrice, mark, index };
        const plan = planOffer(chance, marketTermsOf(scale), own, config.offers);
        this.#cooldowns.start(account, instrument, Date.now());
        if (typeof plan === 'string') this.#skip(chance, instrument, plan);
        else if (await this.#offer(plan, chance)) own = await desk.read();
      }
    }
    return own !== first;
  }

  /** µUSD per lot of the underlying; only an option's margin needs it. Null where there is none. */
  async #indexOf(scale: InstrumentScale, mark: bigint): Promise<bigint | null> {
    if (!scale.isOption) return mark;
    const { index_price } = await this.#with.exchange.ticker(scale.name);
    return index_price === null ? null : lotPrice(scale, index_price);
  }

  async #offer(offer: Offer, { mark }: TakeoverChance): Promise<boolean> {
    const { desk, log } = this.#with;
    const { account, instrument, side } = offer;
    try {
      const lots = await desk.takeOver(offer);
      if (lots === 0n) return false;
      this.metrics.offers.inc({ outcome: 'taken' });
      this.metrics.takenUsd.inc(Number(lots * mark) / MICRO);
      log.info({ account, instrument, side, lots: String(lots) }, 'taken over');
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Another keeper was faster, or the marks have moved: the next look knows better.
      this.metrics.offers.inc({ outcome: error.name });
      log.info({ account, instrument, error: error.name, code: error.code }, 'offer refused');
      return false;
    }
  }

  #skip({ account }: TakeoverChance, instrument: string, reason: string): void {
    this.metrics.skipped.inc({ reason });
    this.#with.log.info({ account, instrument, reason }, 'not offered for');
  }

  #observe(own: OwnAccount, total: number): void {
    this.#own = own;
    this.metrics.liquidatable.set(total);
    this.metrics.equityUsd.set(Number(own.equity) / MICRO);
    this.metrics.freeCollateralUsd.set(Number(own.freeCollateral) / MICRO);
    this.metrics.positionUsd.set(Number(grossNotional(own)) / MICRO);
  }
}
