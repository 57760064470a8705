import { expect, it } from 'vitest';
import type { InternalStatus } from '../../matcher/src/gateway/internal-schema.ts';
import { SealRequests } from '../src/proving/seal-requests.ts';
import { ModelExchange } from './support/model-exchange.ts';

const EMPTY = { rows: 0, visits: 0, entries: 0, fundingSteps: 0 };

/** An exchange whose open batch holds these. */
class WaitingExchange extends ModelExchange {
  readonly #openBatch: InternalStatus['openBatch'];

  constructor(openBatch: InternalStatus['openBatch']) {
    super([]);
    this.#openBatch = openBatch;
  }

  override async status(): Promise<InternalStatus> {
    return { ...(await super.status()), openBatch: this.#openBatch };
  }
}

const sealsAskedFor = async (openBatch: InternalStatus['openBatch']): Promise<number> => {
  const exchange = new WaitingExchange(openBatch);
  await new SealRequests(0).consider(exchange, 1);
  return exchange.commands.length;
};

it('asks for nothing while the open batch is empty', async () => {
  expect(await sealsAskedFor(EMPTY)).toBe(0);
});

it.each(['rows', 'visits', 'entries', 'fundingSteps'] as const)('asks for a batch that holds only %s', async (kind) => {
  expect(await sealsAskedFor({ ...EMPTY, [kind]: 1 })).toBe(1);
});
