import { type AccountClient, ApiError, type InstrumentScale, type OrderJson, type ReceiptJson } from '@tenor/sdk';
import { seededRandom } from '../../apps/market-maker/src/seeded-random.ts';
import type { Participant } from './participants.ts';

const INSTRUMENTS = ['BTC-PERP', 'ETH-PERP'] as const;
const MILLION = 1_000_000n;
const RESTING_MAX = 8;

export interface FlowResult {
  readonly placed: number;
  readonly cancelled: number;
  readonly refused: number;
  readonly receipts: readonly ReceiptJson[];
}

interface Trader {
  readonly account: AccountClient;
  readonly resting: OrderJson[];
}

/** Refusals that a changing market makes: they are part of the story, anything else is a fault. */
const MARKET_REFUSALS: ReadonlySet<string> = new Set([
  'POST_ONLY_WOULD_CROSS',
  'PRICE_BAND',
  'FILL_OR_KILL',
  'SELF_TRADE',
  'ORDER_NOT_FOUND',
]);

/** Seeded orders of some traders: small ones that cross the maker's quotes, and many that rest and are taken back. */
export class OrderFlow {
  readonly #traders: readonly Trader[];
  readonly #tradeEvery: number;
  readonly #random: () => number;
  readonly #receipts: ReceiptJson[] = [];
  #placed = 0;
  #cancelled = 0;
  #refused = 0;

  /** @param tradeEvery one order in so many is meant to trade; an odd number, so that two traders take turns */
  constructor(participants: readonly Participant[], seed: number, tradeEvery: number) {
    this.#tradeEvery = tradeEvery;
    this.#traders = participants.map(({ account }) => ({ account, resting: [] }));
    this.#random = seededRandom(seed);
  }

  /** Places this many orders, then takes back what rests. */
  async run(orders: number, progress: (placed: number) => void): Promise<FlowResult> {
    for (let i = 0; i < orders; i++) {
      const trader = this.#traders[i % this.#traders.length]!;
      await this.#tolerate(() => (i % this.#tradeEvery === 0 ? this.#take(trader) : this.#rest(trader)));
      if (trader.resting.length > RESTING_MAX) await this.#tolerate(() => this.#takeBack(trader));
      progress(i + 1);
    }
    return this.result;
  }

  get result(): FlowResult {
    return { placed: this.#placed, cancelled: this.#cancelled, refused: this.#refused, receipts: this.#receipts };
  }

  /** An order that trades at once with whoever quotes, within 2 % of the mark. */
  async #take({ account }: Trader): Promise<void> {
    const { scale, mark } = await this.#market(account);
    const isBuy = this.#random() % 2 === 0;
    const limitTicks = (mark * (isBuy ? 1_020_000n : 980_000n)) / MILLION;
    const lots = 1n + BigInt(this.#random() % 40);
    await this.#place(account, {
      instrument: scale.name,
      side: isBuy ? 'buy' : 'sell',
      type: 'market',
      timeInForce: 'ioc',
      limitTicks,
      lots,
    });
  }

  /** An order that rests 0.3 to 2 % away from the mark. */
  async #rest(trader: Trader): Promise<void> {
    const { scale, mark } = await this.#market(trader.account);
    const isBuy = this.#random() % 2 === 0;
    const away = 3_000n + BigInt(this.#random() % 17_000);
    const limitTicks = (mark * (isBuy ? MILLION - away : MILLION + away)) / MILLION;
    const order = await this.#place(trader.account, {
      instrument: scale.name,
      side: isBuy ? 'buy' : 'sell',
      postOnly: true,
      limitTicks,
      lots: 1n + BigInt(this.#random() % 20),
    });
    if (order.status === 'open') trader.resting.push(order);
  }

  async #takeBack(trader: Trader): Promise<void> {
    const [order] = trader.resting.splice(this.#random() % trader.resting.length, 1);
    if (!order) return;
    await trader.account.cancel({ order_id: order.order_id });
    this.#cancelled++;
  }

  async #place(account: AccountClient, order: Parameters<AccountClient['placeInTicks']>[0]): Promise<OrderJson> {
    const result = await account.placeInTicks(order);
    this.#placed++;
    if (result.receipt) this.#receipts.push(result.receipt);
    return result.order;
  }

  async #market(account: AccountClient): Promise<{ scale: InstrumentScale; mark: bigint }> {
    const name = INSTRUMENTS[this.#random() % INSTRUMENTS.length]!;
    const { mark_price } = await account.exchange.ticker(name);
    if (mark_price === null) throw new Error(`${name} has no mark price.`);
    const scale = account.exchange.instrument(name);
    return { scale, mark: scale.ticksBelow(mark_price) };
  }

  /** Lets a refusal of the market pass, and waits when the exchange asks for patience. */
  async #tolerate(action: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await action();
        return;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.name === 'RATE_LIMIT') {
          await new Promise((resolve) => setTimeout(resolve, error.data.retry_after_ms ?? 200));
          continue;
        }
        if (!MARKET_REFUSALS.has(error.name)) throw error;
        this.#refused++;
        return;
      }
    }
  }
}
