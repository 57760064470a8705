import type { ExchangePort, ListedMarket } from '../engine/exchange-port.ts';

/** What of the exchange it takes. */
type ExpiryPort = Pick<ExchangePort, 'expiredHolders' | 'submitExpiry' | 'submitSweep'>;

/** Every expiry opens a batch of its own, and every sweep is a visit: more a tick would only wait for proofs. */
const EXPIRIES_PER_TICK = 4;
const SWEEPS_PER_TICK = 8;

/** Proposes to expire what is due, then to settle the accounts that still hold it: a bounded number a tick, the rest in later ones. */
export class ExpiryProposer {
  readonly #exchange: ExpiryPort;

  constructor(exchange: ExpiryPort) {
    this.#exchange = exchange;
  }

  /**
   * Proposes for the instruments listed and the settlement hour of the round that the exchange has just taken (0: none is due). Accounts are swept once nothing
   * is due, so that one sweep takes all that an account held. Returns the names expired and the accounts swept; throws what the exchange refuses.
   */
  async propose(
    listed: readonly ListedMarket[],
    settlementHour: number,
  ): Promise<{ expired: string[]; swept: number[] }> {
    const due = settlementHour === 0 ? [] : listed.filter(({ terms }) => terms.expiryHour === settlementHour);
    const expired: string[] = [];
    for (const { row, name } of due.slice(0, EXPIRIES_PER_TICK)) {
      await this.#exchange.submitExpiry(row);
      expired.push(name);
    }
    const swept: number[] = [];
    if (due.length > 0) return { expired, swept };
    for (const account of await this.#exchange.expiredHolders(SWEEPS_PER_TICK)) {
      await this.#exchange.submitSweep(account);
      swept.push(account);
    }
    return { expired, swept };
  }
}
