import { type Static, Type } from 'typebox';
import { ErrorSchema } from './error.ts';
import { closedObject, optional } from './primitives.ts';
import { LimitsSchema } from './receipt.ts';

export const RequestId = Type.Union([Type.Integer(), Type.String({ maxLength: 64 })]);

/** A JSON-RPC 2.0 call; an array of up to 20 gets an array of replies. */
export const RequestSchema = closedObject({
  jsonrpc: Type.Literal('2.0'),
  id: RequestId,
  method: Type.String({ maxLength: 64 }),
  params: optional(Type.Object({})),
});
export const MAX_REQUESTS_PER_MESSAGE = 20;

/** A reply carries `result` or `error`, and what is left of the budget that paid. */
export const ReplySchema = closedObject({
  jsonrpc: Type.Literal('2.0'),
  id: Type.Union([RequestId, Type.Null()]),
  result: optional(Type.Unknown()),
  error: optional(ErrorSchema),
  limits: optional(LimitsSchema),
});
export type RequestJson = Static<typeof RequestSchema>;
export type ReplyJson = Static<typeof ReplySchema>;
