import type { Logger } from 'pino';
import type { InternalStatus } from '../../../matcher/src/gateway/internal-schema.ts';
import type { ExchangeClient } from '../exchange/exchange-client.ts';
import type { L1Reader, SettledOnL1 } from './l1-reader.ts';

/**
 * Tells the exchange which batches L1 has settled and which of those are final. A settlement is read again before it is
 * called final: a reorg may have moved it to another block.
 */
export class SettlementFollower {
  readonly #exchange: ExchangeClient;
  readonly #l1: L1Reader;
  readonly #confirmations: number;
  readonly #log: Logger;
  /** Settlements told and not yet final, as told. */
  readonly #told = new Map<number, SettledOnL1>();

  constructor(exchange: ExchangeClient, l1: L1Reader, confirmations: number, log: Logger) {
    this.#exchange = exchange;
    this.#l1 = l1;
    this.#confirmations = confirmations;
    this.#log = log;
  }

  /** Reports what is new at L1 block `head`. Returns whether there was anything. */
  async step(head: number, { lastProved, lastSettled, lastFinal }: InternalStatus): Promise<boolean> {
    const { number, stateRoot } = await this.#l1.progress();
    await this.#exchange.report({ kind: 'l1-status', block: head, stateRoot });
    let moved = false;
    // A settlement can only be told of a batch whose proof the exchange knows: the prover tells that.
    for (let batch = (lastSettled ?? 0) + 1; batch <= Math.min(number, lastProved ?? 0); batch++) {
      const settled = await this.#l1.settlement(batch);
      if (!settled) break;
      await this.#tellSettled(batch, settled);
      moved = true;
    }
    return (await this.#followFinality(head, lastSettled ?? 0, lastFinal ?? 0)) || moved;
  }

  async #followFinality(head: number, lastSettled: number, lastFinal: number): Promise<boolean> {
    let moved = false;
    for (let batch = lastFinal + 1; batch <= lastSettled; batch++) {
      const told = this.#told.get(batch);
      if (told && head - told.l1Block < this.#confirmations) break;
      const settled = await this.#l1.settlement(batch);
      if (!settled) break; // fell out of L1: the prover submits it again
      if (!told || told.l1Tx !== settled.l1Tx || told.l1Block !== settled.l1Block)
        await this.#tellSettled(batch, settled);
      if (head - settled.l1Block < this.#confirmations) break;
      await this.#exchange.report({ kind: 'batch-final', batch, time: Date.now() });
      this.#told.delete(batch);
      this.#log.info({ batch }, 'final');
      moved = true;
    }
    return moved;
  }

  async #tellSettled(batch: number, settled: SettledOnL1): Promise<void> {
    await this.#exchange.report({ kind: 'batch-settled', batch, ...settled, time: Date.now() });
    this.#told.set(batch, settled);
    this.#log.info({ batch, ...settled }, 'settled');
  }
}
