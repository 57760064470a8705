import { Type } from 'typebox';
import { BatchSchema, BatchSummarySchema } from './batch-records.ts';
import { DeleveragingSchema, LiquidatableSchema, LiquidationSchema } from './liquidation-records.ts';
import {
  Base,
  CandleSchema,
  FundingSchema,
  InstrumentKind,
  InstrumentSchema,
  OrderBookSchema,
  PublicAccountSchema,
  SettlementSchema,
  TickerSchema,
  TradeSchema,
} from './market-records.ts';
import { method } from './method.ts';
import { BatchOracleRoundsSchema } from './oracle-records.ts';
import {
  AccountId,
  Address,
  Count,
  closedObject,
  InstrumentName,
  IntegerString,
  Milliseconds,
  nullable,
  optional,
  PageLimit,
  pageOf,
  pageParams,
  SequenceNumber,
} from './primitives.ts';
import { StatusSchema } from './status.ts';

export const MAX_CHANNELS_PER_CALL = 100;
const Channels = Type.Array(Type.String({ minLength: 1, maxLength: 80 }), {
  minItems: 1,
  maxItems: MAX_CHANNELS_PER_CALL,
});
const none = closedObject({});
const read = { scope: 'public', budget: 'reads' } as const;

export const Resolution = Type.Enum(['1m', '5m', '15m', '1h', '4h', '1d']);

/** Methods that need no session. */
export const publicMethods = {
  'public/time': method({
    ...read,
    summary: 'The clock of the exchange.',
    params: none,
    result: closedObject({ time: Milliseconds }),
  }),
  'public/status': method({
    ...read,
    summary: 'State of the exchange, signing constants, prover and L1 progress.',
    params: none,
    result: StatusSchema,
  }),
  'public/instruments': method({
    ...read,
    summary:
      'Listed instruments with lots, ticks, bounds, fees and margin parameters; of one base or kind if it is named.',
    params: closedObject({ base: optional(Base), kind: optional(InstrumentKind) }),
    result: closedObject({ instruments: Type.Array(InstrumentSchema) }),
  }),
  'public/settlements': method({
    ...read,
    summary: 'Expired instruments and what they settled at, latest first; of one base or kind if it is named.',
    params: closedObject({ base: optional(Base), kind: optional(InstrumentKind), ...pageParams }),
    result: pageOf(SettlementSchema),
  }),
  'public/ticker': method({
    ...read,
    summary:
      'Mark, index, top of book, 24 h figures, funding and open interest of one instrument; volatility and greeks of an option.',
    params: closedObject({ instrument: InstrumentName }),
    result: TickerSchema,
  }),
  'public/order_book': method({
    ...read,
    summary: 'Aggregated price levels with the same `seq` as the book channel.',
    params: closedObject({
      instrument: InstrumentName,
      depth: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    result: OrderBookSchema,
  }),
  'public/trades': method({
    ...read,
    summary: 'Latest trades first.',
    params: closedObject({ instrument: InstrumentName, ...pageParams }),
    result: pageOf(TradeSchema),
  }),
  'public/candles': method({
    ...read,
    summary: 'Candles made of trades, oldest first; a period without a trade has none.',
    params: closedObject({
      instrument: InstrumentName,
      resolution: Resolution,
      start: optional(Milliseconds),
      end: optional(Milliseconds),
      limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    result: closedObject({ candles: Type.Array(CandleSchema) }),
  }),
  'public/funding_history': method({
    ...read,
    summary: 'Funding steps, latest first.',
    params: closedObject({ instrument: InstrumentName, ...pageParams }),
    result: pageOf(FundingSchema),
  }),
  'public/liquidatable': method({
    ...read,
    summary: 'Accounts below maintenance margin now, nearest to a debt first, and what a keeper can take over of each.',
    params: closedObject({ limit: optional(PageLimit) }),
    result: closedObject({
      oracle_round: nullable(Count),
      engine_seq: SequenceNumber,
      total: Count,
      accounts: Type.Array(LiquidatableSchema),
    }),
  }),
  'public/liquidations': method({
    ...read,
    summary: 'Receipts of liquidations, latest first; of one account if it is named.',
    params: closedObject({ account: optional(AccountId), ...pageParams }),
    result: pageOf(LiquidationSchema),
  }),
  'public/deleveragings': method({
    ...read,
    summary: 'Receipts of deleveragings, latest first; of one account, debtor or counterparty, if it is named.',
    params: closedObject({ account: optional(AccountId), ...pageParams }),
    result: pageOf(DeleveragingSchema),
  }),
  'public/batches': method({
    ...read,
    summary: 'Batches, latest first.',
    params: closedObject(pageParams),
    result: pageOf(BatchSummarySchema),
  }),
  'public/batch': method({
    ...read,
    summary: 'One batch with its rows and where to get its proof.',
    params: closedObject({ number: Count }),
    result: BatchSchema,
  }),
  'public/oracle_rounds': method({
    ...read,
    summary: 'The oracle rounds that a sealed batch is judged at, as they were signed, and the keys that sign.',
    params: closedObject({ batch: Count }),
    result: BatchOracleRoundsSchema,
  }),
  'public/account_by_owner': method({
    ...read,
    summary: 'The accounts that an L1 address owns.',
    params: closedObject({ owner: Address }),
    result: closedObject({ accounts: Type.Array(PublicAccountSchema) }),
  }),
  'public/login_nonce': method({
    ...read,
    summary: 'A nonce to sign for private/login, good for one login within two minutes.',
    params: closedObject({ account: AccountId }),
    result: closedObject({ nonce: IntegerString, expires_at: Milliseconds }),
  }),
  'public/subscribe': method({
    scope: 'public',
    budget: 'subscriptions',
    summary: 'Subscribe to public channels (WebSocket only). Each sends a snapshot first.',
    params: closedObject({ channels: Channels }),
    result: closedObject({ subscribed: Type.Array(Type.String()) }),
  }),
  'public/unsubscribe': method({
    scope: 'public',
    budget: 'subscriptions',
    summary: 'Leave channels, public or private (WebSocket only).',
    params: closedObject({ channels: Channels }),
    result: closedObject({ subscribed: Type.Array(Type.String()) }),
  }),
};
