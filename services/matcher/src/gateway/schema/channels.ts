import { type Static, type TSchema, Type } from 'typebox';
import { AccountSchema, FillSchema, OrderSchema, PositionSchema } from './account-records.ts';
import { BatchSummarySchema } from './batch-records.ts';
import { DeleveragingSchema, LiquidationSchema } from './liquidation-records.ts';
import { Base, ChainOptionSchema, InstrumentNewsSchema, TickerSchema, TradeSchema } from './market-records.ts';
import { closedObject, DecimalString, Milliseconds, nullable, optional, SequenceNumber } from './primitives.ts';

const Level = Type.Tuple([DecimalString, DecimalString]);
/**
 * What every message of a channel carries. The first is a snapshot (`prev_seq` null); in each later one `prev_seq` is
 * the `seq` of the one before. A gap means: subscribe again.
 */
const envelope = {
  type: Type.Enum(['snapshot', 'change', 'checksum', 'resync']),
  seq: SequenceNumber,
  prev_seq: nullable(SequenceNumber),
  engine_seq: SequenceNumber,
  time: Milliseconds,
};

/** `book.{instrument}.raw` and `book.{instrument}.100ms`: absolute sizes; size 0 removes a level. */
export const BookMessageSchema = closedObject({
  ...envelope,
  bids: Type.Array(Level),
  asks: Type.Array(Level),
  checksum: optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff, description: 'CRC-32 of the top ten levels' })),
});
export type BookMessageJson = Static<typeof BookMessageSchema>;

/** `bbo.{instrument}`. */
export const BboMessageSchema = closedObject({ ...envelope, bid: nullable(Level), ask: nullable(Level) });
const listOf = <S extends TSchema>(items: string, schema: S) =>
  closedObject({ ...envelope, [items]: Type.Array(schema) });

/** Message of each channel by the first part of its name. */
export const channels = {
  book: BookMessageSchema,
  bbo: BboMessageSchema,
  trades: listOf('trades', TradeSchema),
  ticker: closedObject({ ...envelope, ticker: TickerSchema }),
  instruments: listOf('instruments', InstrumentNewsSchema),
  chain: closedObject({
    ...envelope,
    base: Base,
    expiration_timestamp: Milliseconds,
    index_price: nullable(DecimalString),
    options: Type.Array(ChainOptionSchema),
  }),
  finality: listOf('batches', BatchSummarySchema),
  liquidations: listOf('liquidations', LiquidationSchema),
  deleveragings: listOf('deleveragings', DeleveragingSchema),
  orders: listOf('orders', OrderSchema),
  fills: listOf('fills', FillSchema),
  positions: listOf('positions', PositionSchema),
  account: closedObject({ ...envelope, account: AccountSchema }),
};
export type ChannelKind = keyof typeof channels;

/** A message to a subscriber. */
export const NotificationSchema = closedObject({
  jsonrpc: Type.Literal('2.0'),
  method: Type.Literal('subscription'),
  params: closedObject({ channel: Type.String(), data: Type.Union(Object.values(channels)) }),
});
