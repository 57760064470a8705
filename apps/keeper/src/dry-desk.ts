import type { Logger } from 'pino';
import type { Desk } from './desk.ts';
import type { Offer } from './offer-plan.ts';
import type { OwnAccount, RestingOrder } from './own-account.ts';
import type { UnwindOrder } from './unwind-plan.ts';

/** Pretends to have an account with money and no positions; says what would be sent and sends nothing. */
export class DryDesk implements Desk {
  readonly account = null;
  readonly #money: bigint;
  readonly #log: Logger;

  /** @param money µUSD */
  constructor(money: bigint, log: Logger) {
    this.#money = money;
    this.#log = log;
  }

  async read(): Promise<OwnAccount> {
    return { account: null, equity: this.#money, freeCollateral: this.#money, holdings: new Map(), resting: [] };
  }

  async takeOver(offer: Offer): Promise<bigint> {
    const { reward, ...rest } = offer;
    const amounts = { lots: String(offer.lots), limitTicks: String(offer.limitTicks), rewardUsd: Number(reward) / 1e6 };
    this.#log.info({ ...rest, ...amounts }, 'would offer');
    return 0n;
  }

  async unwind(_instrument: string, _order: UnwindOrder): Promise<void> {}

  async cancel(_order: RestingOrder): Promise<void> {}

  async cancelAll(): Promise<void> {}
}
