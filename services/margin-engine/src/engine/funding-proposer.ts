import type { FundingStep } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { ExchangePort } from './exchange-port.ts';
import { ExchangeRefusal } from './exchange-refusal.ts';
import type { PerpetualMarket } from './perpetual-market.ts';

/** Proposes the funding of perpetuals at each full hour. A step stays pending until the exchange has answered: a lost connection must not lose an hour. */
export class FundingProposer {
  readonly #exchange: ExchangePort;
  readonly #log: Logger;
  readonly #fundedHours = new Map<number, number>();
  readonly #pending = new Map<number, FundingStep[]>();

  constructor(exchange: ExchangePort, log: Logger) {
    this.#exchange = exchange;
    this.#log = log;
  }

  /** Proposes what is due at a time (Unix seconds). Throws what the exchange refuses. */
  async propose(time: number, market: PerpetualMarket): Promise<void> {
    const hour = Math.floor(time / 3600);
    if (this.#fundedHours.get(market.row) !== hour) {
      const lastFundingHour = await this.#exchange.lastFundingHour(market.name);
      const { fundingCapRate } = market.terms;
      const due = market.funding.due(time, { fundingCapRate, lastFundingHour }, market.index, market.mark);
      if (due === null) return;
      this.#pending.set(market.row, due);
      this.#fundedHours.set(market.row, hour);
    }
    const pending = this.#pending.get(market.row) ?? [];
    while (pending[0]) {
      const step = pending[0];
      try {
        await this.#exchange.submitFunding(step);
      } catch (error) {
        // Once prices have been steady for a while the exchange takes it.
        const later = error instanceof ExchangeRefusal && error.refusal === 'STALE_MARKS';
        if (error instanceof ExchangeRefusal && !later) pending.length = 0;
        throw error;
      }
      pending.shift();
      this.#log.info({ market: market.name, step: step.step.toString(), hours: step.hours }, 'funding paid');
    }
  }
}
