import type { ExchangeClient } from '../exchange/exchange-client.ts';

/** Asks the exchange to seal what waits in its open batch when the prover has nothing else to do. */
export class SealRequests {
  readonly #intervalMilliseconds: number;
  #lastAt = 0;

  /** @param intervalMilliseconds least time between two requests, so that batches are not needlessly small */
  constructor(intervalMilliseconds: number) {
    this.#intervalMilliseconds = intervalMilliseconds;
  }

  /** @param next number of the batch that is wanted */
  async consider(exchange: ExchangeClient, next: number): Promise<void> {
    if (Date.now() - this.#lastAt < this.#intervalMilliseconds) return;
    const { lastSealed, openBatch } = await exchange.status();
    const { rows, visits, entries, fundingSteps } = openBatch;
    if ((lastSealed ?? 0) >= next || rows + visits + entries + fundingSteps === 0) return;
    this.#lastAt = Date.now();
    await exchange.command({ kind: 'seal' });
  }
}
