import { setTimeout as wait } from 'node:timers/promises';
import {
  ApiError,
  type BatchOracleRoundsJson,
  type DeleveragingJson,
  ExchangeClient,
  type LiquidationJson,
  parseUsd,
} from '@tenor/sdk';
import type { ToldBatch } from './audit-batch.ts';
import type { ReceiptForAudit } from './audit-liquidations.ts';
import type { ToldPrices } from './audit-receipts.ts';

const PAGE = 500;

const partyOf = (receipt: LiquidationJson): ReceiptForAudit => ({
  account: receipt.account,
  insurance: parseUsd(receipt.insurance),
  deleveraged: false,
  fee: parseUsd(receipt.fee),
  levy: parseUsd(receipt.levy),
});

/** The debtor, and each counterparty, which neither paid nor got anything from the fund. */
function partiesOf(receipt: DeleveragingJson): ReceiptForAudit[] {
  const party = (account: number) => ({ account, insurance: null, deleveraged: true, fee: 0n, levy: 0n });
  return [
    { ...party(receipt.account), insurance: parseUsd(receipt.insurance), levy: parseUsd(receipt.levy) },
    ...receipt.counterparties.map(({ account }) => party(account)),
  ];
}

/** All pages of one list of receipts, the latest first. */
async function* pages<Receipt>(
  page: (cursor: { cursor?: string }) => Promise<{ results: Receipt[]; next: string | null }>,
): AsyncGenerator<Receipt> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { results, next }: { results: Receipt[]; next: string | null } = await page(cursor === '' ? {} : { cursor });
    yield* results;
    cursor = next;
  }
}

/** The rounds of a batch; null where the exchange has no such batch. */
async function roundsOf(client: ExchangeClient, batch: number): Promise<BatchOracleRoundsJson | null> {
  for (;;) {
    try {
      return await client.call('public/oracle_rounds', { batch });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.name === 'BATCH_NOT_FOUND') return null;
      if (error.name !== 'RATE_LIMIT') throw error;
      await wait(error.data.retry_after_ms ?? 100);
    }
  }
}

/** Every receipt in a batch that the exchange gives, the oldest first, with the rounds of its batch, by batch. */
export async function toldBatches(api: string): Promise<Map<number, ToldBatch>> {
  const client = await ExchangeClient.connect(api);
  const batches = new Map<number, { parties: ReceiptForAudit[]; prices: ToldPrices[] }>();
  const take = (batch: number | null, parties: readonly ReceiptForAudit[], prices: ToldPrices): void => {
    if (batch === null) return;
    const known = batches.get(batch);
    batches.set(batch, {
      parties: [...parties, ...(known?.parties ?? [])],
      prices: [prices, ...(known?.prices ?? [])],
    });
  };
  try {
    const liquidations = pages((from) => client.call('public/liquidations', { limit: PAGE, ...from }));
    for await (const receipt of liquidations) take(receipt.batch, [partyOf(receipt)], receipt);
    const deleveragings = pages((from) => client.call('public/deleveragings', { limit: PAGE, ...from }));
    for await (const receipt of deleveragings) take(receipt.batch, partiesOf(receipt), receipt);
    const told = new Map<number, ToldBatch>();
    for (const [batch, receipts] of batches) told.set(batch, { ...receipts, rounds: await roundsOf(client, batch) });
    return told;
  } finally {
    client.close();
  }
}
