import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { ExchangeClient } from '../exchange/exchange-client.ts';
import type { L1Reader } from './l1-reader.ts';

/**
 * Brings confirmed entries of the L1 queue into the exchange, in order and once. The exchange's journal is the only
 * memory: it says which index it expects, so nothing is kept here that a crash could lose.
 */
export class EntryFollower {
  readonly #exchange: ExchangeClient;
  readonly #l1: L1Reader;
  readonly #confirmations: number;
  readonly #log: Logger;

  constructor(exchange: ExchangeClient, l1: L1Reader, confirmations: number, log: Logger) {
    this.#exchange = exchange;
    this.#l1 = l1;
    this.#confirmations = confirmations;
    this.#log = log;
  }

  /** Posts what is confirmed at L1 block `head`. Returns whether there was anything. */
  async step(head: number, expected: number): Promise<boolean> {
    const confirmed = await this.#l1.entries(expected, head - this.#confirmations);
    for (const { entry, l1Tx, l1Block } of confirmed) {
      try {
        const { duplicate } = await this.#exchange.command({ kind: 'l1-entry', entry, l1Tx, l1Block });
        const { index, kind } = entry;
        const account = 'account' in entry ? entry.account : null;
        const instrument = 'terms' in entry ? entry.terms.instrument : null;
        this.#log.info({ index, entry: kind, account, instrument, l1Block, duplicate }, 'entry');
      } catch (error) {
        // Not an error of this entry: before the first oracle round the exchange takes none.
        if (error instanceof TenorError && error.name === 'NO_MARK') return false;
        throw error;
      }
    }
    return confirmed.length > 0;
  }
}
