import { type AccountClient, ApiError, ConnectionError, type InstrumentScale } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { BotConfig } from './bot-config.ts';
import { seededRandom } from './seeded-random.ts';

/** How far through the mark a market order may trade, ppm. */
const SLIPPAGE_PPM = 10_000n;
const MILLION = 1_000_000n;

export interface FlowOrder {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly lots: bigint;
  /** Until the next order. */
  readonly waitMilliseconds: number;
}

/** The next order of a random flow: small, on either side, leaning against the position so that it does not run away. */
export function nextFlowOrder(
  random: () => number,
  markets: readonly { scale: InstrumentScale; levelLots: bigint; inventoryLots: bigint }[],
  meanSeconds: number,
): FlowOrder {
  const market = markets[random() % markets.length]!;
  const lots = 1n + (BigInt(random()) * market.levelLots) / (1n << 32n);
  const tooLong = market.inventoryLots > 4n * market.levelLots;
  const tooShort = market.inventoryLots < -4n * market.levelLots;
  const isBuy = tooShort || (!tooLong && random() % 2 === 0);
  const waitMilliseconds = Math.round(meanSeconds * 1000 * (0.5 + random() / 2 ** 32));
  return { instrument: market.scale.name, side: isBuy ? 'buy' : 'sell', lots, waitMilliseconds };
}

/** Trades against the quotes now and then, for demonstrations and tests. Stops trading while the backlog is above its cap. */
export class FlowTaker {
  readonly #account: AccountClient;
  readonly #config: BotConfig;
  readonly #log: Logger;
  readonly #inventory = new Map<string, bigint>();
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  orders = 0;

  constructor(account: AccountClient, config: BotConfig, log: Logger) {
    this.#account = account;
    this.#config = config;
    this.#log = log;
  }

  async start(): Promise<void> {
    const { exchange } = this.#account;
    await this.#account.follow('positions', ({ positions }) => {
      for (const { instrument, size } of positions) {
        this.#inventory.set(instrument, exchange.instrument(instrument).lots(size));
      }
    });
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#loop;
  }

  health() {
    return { account: this.#account.account, connection: this.#account.exchange.connection.state, orders: this.orders };
  }

  async #run(): Promise<void> {
    const random = seededRandom(this.#config.seed);
    while (!this.#stopping) {
      const markets = this.#config.plans.map(({ instrument, levelSize }) => {
        const scale = this.#account.exchange.instrument(instrument);
        return { scale, levelLots: scale.lots(levelSize), inventoryLots: this.#inventory.get(instrument) ?? 0n };
      });
      const order = nextFlowOrder(random, markets, this.#config.flowSeconds);
      await this.#pause(order.waitMilliseconds);
      if (!this.#stopping) await this.#trade(order);
    }
  }

  async #trade(order: FlowOrder): Promise<void> {
    const { exchange } = this.#account;
    try {
      const { batches } = await exchange.status();
      if (batches.unproved_rows >= this.#config.backlogCapRows) return;
      const { mark_price } = await exchange.ticker(order.instrument);
      if (mark_price === null) return;
      const mark = exchange.instrument(order.instrument).ticksBelow(mark_price);
      const slip = order.side === 'buy' ? MILLION + SLIPPAGE_PPM : MILLION - SLIPPAGE_PPM;
      const { instrument, side, lots } = order;
      const limitTicks = (mark * slip) / MILLION;
      await this.#account.placeInTicks({ instrument, side, lots, limitTicks, type: 'market', timeInForce: 'ioc' });
      this.orders++;
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof ConnectionError)) throw error;
      this.#log.info({ error: error.name, instrument: order.instrument }, 'not traded');
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
