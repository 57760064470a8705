import { type BatchPlan, TenorError } from '@tenor/protocol';
import { addressText } from '../account-reads.ts';
import { candleJson } from '../candles.ts';
import { decimalText, usdText } from '../decimal-text.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { instrumentJson } from '../instrument-json.ts';
import { isOfSeries } from '../instrument-series.ts';
import { batchRoundsJson } from '../oracle-round-json.ts';
import { oracleStatus, reasonWithOracle } from '../oracle-status.ts';
import { filteredPage, pageJson, pageRequest } from '../page-cursor.ts';
import type { BatchJson } from '../schema/batch-records.ts';
import type { BatchOracleRoundsJson } from '../schema/oracle-records.ts';
import type { StatusJson } from '../schema/status.ts';
import type { MethodHandlers } from './method-handlers.ts';

const CANDLES_DEFAULT = 300;
const PPM_DECIMALS = 6;

/** State of the exchange, signing constants, prover and L1 progress. */
export function statusJson({ queries, options, receipts, processes, now }: GatewayContext): StatusJson {
  const summary = queries.summary();
  const market = queries.marketMode(now());
  const oracle = options.oracle?.() ?? null;
  const { block, stateRoot } = processes.l1;
  return {
    state: summary.halted === null ? 'running' : 'halted',
    time: now(),
    version: '0.1.0',
    engine_seq: summary.engineSeq,
    journal_head: String(summary.journalHead),
    domain: String(options.domain),
    chain_id: options.chainId,
    exchange: options.exchangeAddress,
    token: options.tokenAddress ?? null,
    queue: options.queueAddress ?? null,
    receipt_key: receipts.address,
    oracle_round: queries.round()?.round ?? null,
    market_mode: market.mode,
    market_mode_reason: reasonWithOracle(market.reason, market.mode, oracle),
    oracle: oracleStatus(oracle),
    insurance_fund: usdText(summary.insuranceFund),
    fee_pool: usdText(summary.feePool),
    keeper_share: decimalText(BigInt(summary.keeperSharePpm), PPM_DECIMALS),
    circuit: options.circuit,
    prover: processes.prover,
    batches: {
      open_rows: summary.openBatch.rows,
      open_visits: summary.openBatch.visits,
      open_funding_steps: summary.openBatch.fundingSteps,
      sealed: summary.lastSealed,
      proved: summary.lastProved,
      settled: summary.lastSettled,
      final: summary.lastFinal,
      unproved_rows: summary.unprovedRows,
    },
    l1: {
      block,
      entries_applied: summary.nextEntryIndex,
      state_root: stateRoot === null ? null : String(stateRoot),
    },
  };
}

const rowList = (plan: BatchPlan | null): BatchJson['row_list'] =>
  (plan?.rows ?? []).map(({ signed: { instruction }, base, quote, fee }) => ({
    account: instruction.account,
    kind: instruction.kind,
    instrument: instruction.instrument,
    side: instruction.side === 0 ? 'buy' : 'sell',
    base_lots: String(base),
    quote_micro_usd: String(quote),
    fee_micro_usd: String(fee),
  }));

function batchJson({ queries, records }: GatewayContext, number: number): BatchJson {
  const batch = queries.batch(number);
  if (!batch) throw new TenorError('BATCH_NOT_FOUND', { param: 'number' });
  const isProved = batch.verificationKeyId !== null;
  return {
    ...records.batch(batch),
    row_list: rowList(queries.plan(number)),
    proof_url: isProved ? `/v1/batches/${number}/proof` : null,
    verification_key_url: isProved ? `/v1/verification-key/${batch.verificationKeyId}` : null,
  };
}

function batchRounds({ queries, options }: GatewayContext, number: number): BatchOracleRoundsJson {
  const plan = queries.plan(number);
  if (!plan) throw new TenorError('BATCH_NOT_FOUND', { param: 'batch' });
  return batchRoundsJson(plan, options.oracleKeys);
}

type Names =
  | 'public/time'
  | 'public/status'
  | 'public/instruments'
  | 'public/settlements'
  | 'public/ticker'
  | 'public/order_book'
  | 'public/trades'
  | 'public/candles'
  | 'public/funding_history'
  | 'public/batches'
  | 'public/batch'
  | 'public/oracle_rounds'
  | 'public/account_by_owner';

/** Reads that need no session. */
export const publicReads: MethodHandlers<Names> = {
  'public/time': ({ now }) => ({ time: now() }),
  'public/status': statusJson,
  'public/instruments': ({ instruments }, params) => ({
    instruments: instruments.all.filter((instrument) => isOfSeries(instrument, params)).map(instrumentJson),
  }),
  'public/settlements': ({ instruments, queries, records }, params) => {
    const page = filteredPage(
      (request) => queries.expiries(request),
      pageRequest(params),
      ({ specification }) => isOfSeries(instruments.byId(specification.terms.instrument), params),
      (expiry) => expiry.engineSeq,
    );
    return pageJson(page, (expiry) => records.expiry(expiry));
  },
  'public/ticker': ({ instruments, marketData }, params) =>
    marketData.feed(instruments.listed(params.instrument).id).ticker(),
  'public/order_book': ({ instruments, marketData }, params) =>
    marketData.feed(instruments.listed(params.instrument).id).orderBook(params.depth),
  'public/trades': ({ instruments, queries, records }, params) =>
    pageJson(queries.trades(instruments.byName(params.instrument).id, pageRequest(params)), (trade) =>
      records.trade(trade),
    ),
  'public/candles': ({ instruments, marketData, now }, params) => {
    const instrument = instruments.listed(params.instrument);
    const { candles } = marketData.feed(instrument.id);
    const list = candles.list(
      params.resolution,
      params.start ?? 0,
      params.end ?? now(),
      params.limit ?? CANDLES_DEFAULT,
    );
    return { candles: list.map((candle) => candleJson(instrument, candle)) };
  },
  'public/funding_history': ({ instruments, queries, records }, params) =>
    pageJson(queries.fundingHistory(instruments.byName(params.instrument).id, pageRequest(params)), (funding) =>
      records.funding(funding),
    ),
  'public/batches': ({ queries, records }, params) =>
    pageJson(queries.batches(pageRequest(params)), (batch) => records.batch(batch)),
  'public/batch': (context, params) => batchJson(context, params.number),
  'public/oracle_rounds': (context, params) => batchRounds(context, params.batch),
  'public/account_by_owner': ({ queries }, params) => ({
    accounts: queries.accountsOfOwner(BigInt(params.owner)).map((id) => {
      const { owner, key, engineSeq } = queries.account(id);
      return { account: id, owner: addressText(owner), key: [String(key.x), String(key.y)], engine_seq: engineSeq };
    }),
  }),
};
