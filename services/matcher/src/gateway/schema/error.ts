import { type Static, Type } from 'typebox';
import { closedObject, optional } from './primitives.ts';

/** The error model: a number and a name that never change meaning, and what a program needs to react. */
export const ErrorSchema = closedObject({
  code: Type.Integer(),
  name: Type.String(),
  message: Type.String(),
  data: closedObject({
    param: optional(Type.String()),
    party: optional(Type.Enum(['taker', 'maker'])),
    detail: optional(Type.String()),
    retryable: Type.Boolean(),
    outcome: Type.Enum(['not_executed', 'unknown']),
    retry_after_ms: optional(Type.Integer({ minimum: 0 })),
  }),
});
export type ErrorJson = Static<typeof ErrorSchema>;
