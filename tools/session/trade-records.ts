import type { ExchangeClient } from '@tenor/sdk';
import { allPages } from './account-money.ts';
import type { BatchReport } from './session-report.ts';

/** What the exchange tells of its settled batches, in order, and the funding steps in them. */
export async function batchReports(
  exchange: ExchangeClient,
): Promise<{ batches: BatchReport[]; fundingSteps: number; proved: number }> {
  const records = await allPages((request) => exchange.call('public/batches', request));
  const settled = records.filter(({ stage }) => stage === 'settled' || stage === 'final');
  const batches = settled
    .sort((a, b) => a.number - b.number)
    .map((batch) => ({
      number: batch.number,
      circuit: batch.circuit,
      rows: batch.rows,
      visits: batch.visits,
      trades: batch.trades,
      constraints: batch.constraints,
      witnessSeconds: batch.witness_seconds,
      proveSeconds: batch.prove_seconds,
      l1GasUsed: batch.l1_gas_used,
      dataBytes: batch.data_bytes,
    }));
  return {
    batches,
    fundingSteps: settled.reduce((sum, { funding_steps }) => sum + funding_steps, 0),
    proved: records.filter(({ prove_seconds }) => prove_seconds !== null).length,
  };
}

/** Trades of all instruments, expired ones too, and whether funding has moved any cash. */
export async function tradesAndFunding(exchange: ExchangeClient): Promise<{ trades: number; hadFunding: boolean }> {
  let trades = 0;
  let hadFunding = false;
  const expired = await allPages((request) => exchange.settlements(request));
  const names = new Set([
    ...exchange.instruments.map(({ name }) => name),
    ...expired.map(({ instrument }) => instrument),
  ]);
  for (const instrument of names)
    trades += (await allPages((request) => exchange.call('public/trades', { instrument, ...request }))).length;
  for (const { name: instrument, expiresAt } of exchange.instruments) {
    if (expiresAt !== null) continue;
    const steps = await allPages((request) => exchange.call('public/funding_history', { instrument, ...request }));
    hadFunding ||= steps.some(({ cash_index_step }) => cash_index_step !== '0');
  }
  return { trades, hadFunding };
}
