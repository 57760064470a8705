import type { Static, TSchema } from 'typebox';

/** Which token bucket pays for a call; `none` is never refused. */
export type Budget = 'orders' | 'cancels' | 'reads' | 'subscriptions' | 'none';
/** What a session must allow: nothing, reading private data, or trading. */
export type Scope = 'public' | 'read' | 'trade';

/** One JSON-RPC method: the single source of validation, types and documents. */
export interface MethodSchema<P extends TSchema = TSchema, R extends TSchema = TSchema> {
  readonly scope: Scope;
  readonly budget: Budget;
  readonly summary: string;
  readonly params: P;
  readonly result: R;
}

export const method = <P extends TSchema, R extends TSchema>(schema: MethodSchema<P, R>): MethodSchema<P, R> => schema;

export type ParamsOf<M> = M extends MethodSchema<infer P, TSchema> ? Static<P> : never;
export type ResultOf<M> = M extends MethodSchema<TSchema, infer R> ? Static<R> : never;
