import { BotLoop, BotMetrics, KillSwitch } from '@tenor/bot';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';
import { type AccountClient, ApiError, ConnectionError, type InstrumentScale, type TickerJson } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { BotConfig } from './bot-config.ts';
import { seededRandom } from './seeded-random.ts';

/** How far through the mark, or through the best quote of a dated instrument, a market order may trade, ppm. */
const SLIPPAGE_PPM = 10_000n;
const MILLION = 1_000_000n;
/** One order in so many is for an option or future. */
const DATED_ONE_IN = 4;

export interface FlowMarket {
  readonly scale: InstrumentScale;
  readonly levelLots: bigint;
  readonly inventoryLots: bigint;
}

export interface FlowOrder {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly lots: bigint;
  /** Until the next order. */
  readonly waitMilliseconds: number;
}

/** The next order of a random flow: small, on either side, leaning against the position so that it does not run away; now and then for something dated. */
export function nextFlowOrder(random: () => number, markets: readonly FlowMarket[], meanSeconds: number): FlowOrder {
  const dated = markets.filter(({ scale }) => scale.expiresAt !== null);
  const others = markets.filter(({ scale }) => scale.expiresAt === null);
  const isDated = dated.length > 0 && (others.length === 0 || random() % DATED_ONE_IN === 0);
  const chosen = isDated ? dated : others;
  const market = chosen[random() % chosen.length]!;
  const lots = 1n + (BigInt(random()) * market.levelLots) / (1n << 32n);
  const tooLong = market.inventoryLots > 4n * market.levelLots;
  const tooShort = market.inventoryLots < -4n * market.levelLots;
  const isBuy = tooShort || (!tooLong && random() % 2 === 0);
  const waitMilliseconds = Math.round(meanSeconds * 1000 * (0.5 + random() / 2 ** 32));
  return { instrument: market.scale.name, side: isBuy ? 'buy' : 'sell', lots, waitMilliseconds };
}

/** The worst price to trade at, null where there is none: from the mark, or from the best quote of a dated instrument, whose spread is wide. */
export function worstTicks(
  { side }: Pick<FlowOrder, 'side'>,
  scale: InstrumentScale,
  { mark_price, best_bid, best_ask }: Pick<TickerJson, 'mark_price' | 'best_bid' | 'best_ask'>,
): bigint | null {
  const price = scale.expiresAt === null ? mark_price : side === 'buy' ? best_ask : best_bid;
  if (price === null) return null;
  const ticks =
    (scale.ticksBelow(price) * (side === 'buy' ? MILLION + SLIPPAGE_PPM : MILLION - SLIPPAGE_PPM)) / MILLION;
  return ticks < scale.minPriceTicks ? scale.minPriceTicks : ticks;
}

/** Trades against the quotes now and then, for demonstrations and tests. Stops trading while the backlog is above its cap. */
export class FlowTaker {
  readonly metrics = new BotMetrics('flow');
  readonly #account: AccountClient;
  readonly #config: BotConfig;
  readonly #kill: KillSwitch;
  readonly #loop: BotLoop;
  readonly #random: () => number;
  readonly #inventory = new Map<string, bigint>();
  #next: FlowOrder | null = null;
  orders = 0;

  constructor(account: AccountClient, config: BotConfig, log: Logger) {
    this.#account = account;
    this.#config = config;
    this.#random = seededRandom(config.seed);
    this.#kill = new KillSwitch(config.killFile, this.metrics, log);
    this.#loop = new BotLoop({
      cycle: () => this.#cycle(),
      isConnected: () => true,
      pause: () => this.#next?.waitMilliseconds ?? config.flowSeconds * 1000,
      isExpected: (error) => [ApiError, ConnectionError, TenorError].some((kind) => error instanceof kind),
      metrics: this.metrics,
      log,
    });
  }

  async start(): Promise<void> {
    const { exchange } = this.#account;
    await this.#account.follow('positions', ({ positions }, isFresh) => {
      if (isFresh) this.#inventory.clear();
      for (const { instrument, size } of positions) {
        const lots = exchange.knownInstrument(instrument)?.lots(size) ?? 0n;
        if (lots === 0n) this.#inventory.delete(instrument);
        else this.#inventory.set(instrument, lots);
      }
    });
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  isHealthy(): boolean {
    return this.#account.exchange.connection.state === 'open';
  }

  health() {
    return { account: this.#account.account, connection: this.#account.exchange.connection.state, orders: this.orders };
  }

  /** Trades what was planned before the pause, and plans the next. */
  async #cycle(): Promise<void> {
    const order = this.#next;
    this.#next = null;
    if (order && !this.#kill.isThrown()) await this.#trade(order);
    const markets = this.#markets(Date.now());
    if (markets.length > 0) this.#next = nextFlowOrder(this.#random, markets, this.#config.flowSeconds);
  }

  /** What may be traded: an account holds positions in few instruments, and nothing is opened shortly before its end. */
  #markets(now: number): FlowMarket[] {
    const { exchange } = this.#account;
    const { K } = CIRCUIT_SIZES[exchange.config.circuit.name as CircuitName];
    const perpetuals = this.#config.plans.map(({ instrument }) => instrument);
    const isFull = new Set([...this.#inventory.keys(), ...perpetuals]).size >= K;
    return exchange.instruments.flatMap((scale) => {
      const { name, expiresAt, specification } = scale;
      const plan = this.#config.plans.find(({ instrument }) => instrument === `${specification.base}-PERP`);
      if (!plan || (expiresAt === null && plan.instrument !== name)) return [];
      const inventoryLots = this.#inventory.get(name) ?? 0n;
      if (expiresAt !== null && now >= expiresAt - this.#config.closingMilliseconds) return [];
      if (expiresAt !== null && isFull && inventoryLots === 0n) return [];
      return [{ scale, levelLots: scale.lots(plan.levelSize), inventoryLots }];
    });
  }

  async #trade(order: FlowOrder): Promise<void> {
    const { exchange } = this.#account;
    const { batches } = await exchange.status();
    if (batches.unproved_rows >= this.#config.backlogCapRows) return;
    const ticker = await exchange.ticker(order.instrument);
    const limitTicks = worstTicks(order, exchange.instrument(order.instrument), ticker);
    if (limitTicks === null) return;
    const { instrument, side, lots } = order;
    await this.#account.placeInTicks({ instrument, side, lots, limitTicks, type: 'market', timeInForce: 'ioc' });
    this.orders++;
  }
}
