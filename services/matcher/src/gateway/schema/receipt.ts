import { type Static, Type } from 'typebox';
import { closedObject, HexString, IntegerString, Milliseconds, SequenceNumber } from './primitives.ts';

/** The exchange's signed word that a command has its place in the journal. */
export const ReceiptSchema = closedObject({
  engine_seq: SequenceNumber,
  command_hash: IntegerString,
  journal_head: IntegerString,
  time: Milliseconds,
  signature: Type.String({ pattern: '^0x[0-9a-f]{130}$', description: 'EIP-712 signature of the receipt key' }),
});
export type ReceiptJson = Static<typeof ReceiptSchema>;

/** What is left of the caller's budgets, in every reply beside `result` or `error`. */
export const LimitsSchema = closedObject({
  bucket: Type.Enum(['orders', 'cancels', 'reads', 'subscriptions']),
  remaining: Type.Integer({ minimum: 0 }),
  limit: Type.Integer({ minimum: 0 }),
  reset_ms: Type.Integer({ minimum: 0, description: 'Until the bucket is full again' }),
});
export type LimitsJson = Static<typeof LimitsSchema>;
export const TransactionHash = HexString;
