import { type AccountClient, type InstrumentScale, parseUsd } from '@tenor/sdk';
import type { Desk } from './desk.ts';
import { lotPrice } from './market-terms.ts';
import type { Offer } from './offer-plan.ts';
import type { Holding, OwnAccount, RestingOrder } from './own-account.ts';
import type { UnwindOrder } from './unwind-plan.ts';

/** Marks the orders that unwind; others of the same account are left alone. */
const UNWIND_LABEL = 'keeper:unwind';
/** How long an offer is good for, milliseconds: a late one would be judged at other marks. */
const OFFER_LIFETIME = 5000;

/** A real account at the exchange. */
export class LiveDesk implements Desk {
  readonly #client: AccountClient;

  constructor(client: AccountClient) {
    this.#client = client;
  }

  get account(): number {
    return this.#client.account;
  }

  async read(): Promise<OwnAccount> {
    const [state, positions, orders] = await Promise.all([
      this.#client.state(),
      this.#client.positions(),
      this.#client.orders(),
    ]);
    const holdings = new Map<string, Holding>();
    for (const { instrument, size, mark_price } of positions) {
      // One that has expired waits for its cash; there is nothing left to trade.
      const scale = this.#listed(instrument);
      if (!scale) continue;
      const price = scale.isOption ? (await this.#client.exchange.ticker(instrument)).index_price : mark_price;
      holdings.set(instrument, { lots: scale.lots(size), worth: price === null ? 0n : lotPrice(scale, price) });
    }
    const resting = orders.results
      .filter(({ label, instrument }) => label === UNWIND_LABEL && this.#listed(instrument) !== undefined)
      .map(({ order_id, instrument, side, price, remaining }) => {
        const scale = this.#client.exchange.instrument(instrument);
        return { orderId: order_id, instrument, side, ticks: scale.ticks(price), lots: scale.lots(remaining) };
      });
    return {
      account: this.#client.account,
      equity: parseUsd(state.equity),
      freeCollateral: parseUsd(state.free_collateral),
      holdings,
      resting,
    };
  }

  #listed(instrument: string): InstrumentScale | undefined {
    return this.#client.exchange.instruments.find(({ name }) => name === instrument);
  }

  async takeOver(offer: Offer): Promise<bigint> {
    const { order } = await this.#client.liquidate({ ...offer, validUntil: Date.now() + OFFER_LIFETIME });
    return this.#client.exchange.instrument(offer.instrument).lots(order.filled);
  }

  async unwind(instrument: string, { type, side, lots, limitTicks }: UnwindOrder): Promise<void> {
    const order = { instrument, side, lots, limitTicks, reduceOnly: true, label: UNWIND_LABEL };
    if (type === 'market') await this.#client.placeInTicks({ ...order, type, timeInForce: 'ioc' });
    else await this.#client.placeInTicks({ ...order, type, postOnly: true });
  }

  async cancel({ orderId }: RestingOrder): Promise<void> {
    await this.#client.cancel({ order_id: orderId });
  }

  async cancelAll(): Promise<void> {
    await this.#client.call('private/cancel_all', { label: UNWIND_LABEL });
  }
}
