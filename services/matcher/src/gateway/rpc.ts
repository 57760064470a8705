import { TenorError } from '@tenor/protocol';
import { Compile } from 'typebox/compile';
import { type Caller, payerOf, requireSession } from './caller.ts';
import { asTenorError, errorJson } from './error-reply.ts';
import type { GatewayContext } from './gateway-context.ts';
import { handlers } from './methods/handlers.ts';
import type { MethodHandler } from './methods/method-handlers.ts';
import type { GatewayMetrics } from './metrics.ts';
import {
  MAX_REQUESTS_PER_MESSAGE,
  type ReplyJson,
  RequestId,
  type RequestJson,
  RequestSchema,
} from './schema/json-rpc.ts';
import { isMethodName, type MethodName, methods } from './schema/methods.ts';
import type { LimitsJson } from './schema/receipt.ts';
import { parseStrictJson } from './strict-json.ts';
import { validateParams } from './validate-params.ts';

/** Larger than any valid message; one order is about 1.2 kB. */
export const MESSAGE_BYTES_MAX = 64 * 1024;
/** Calls of one connection that may wait for their outcome at once. */
const IN_FLIGHT_MAX = 256;

const request = Compile(RequestSchema);
const requestId = Compile(RequestId);

/** The outcome of one call: what its reply says, and the error that an HTTP status mirrors. */
export interface CallOutcome {
  readonly reply: ReplyJson;
  readonly error: TenorError | null;
}

/** Runs JSON-RPC messages: parse, scope, budget, validation, method, reply. Never throws. */
export class Rpc {
  readonly #context: GatewayContext;
  readonly #metrics: GatewayMetrics;

  constructor(context: GatewayContext, metrics: GatewayMetrics) {
    this.#context = context;
    this.#metrics = metrics;
  }

  /** One message, which is a call or an array of up to 20. */
  async message(text: string, caller: Caller): Promise<CallOutcome | readonly CallOutcome[]> {
    try {
      if (text.length > MESSAGE_BYTES_MAX) throw new TenorError('MESSAGE_TOO_LARGE');
      const parsed = parseStrictJson(text);
      if (!Array.isArray(parsed)) return await this.#call(parsed, caller);
      if (parsed.length === 0) throw new TenorError('PARSE_ERROR', { detail: 'an empty array' });
      if (parsed.length > MAX_REQUESTS_PER_MESSAGE) {
        throw new TenorError('MESSAGE_TOO_LARGE', { detail: `at most ${MAX_REQUESTS_PER_MESSAGE} calls` });
      }
      return await Promise.all(parsed.map((call) => this.#call(call, caller)));
    } catch (thrown) {
      return this.#failure(null, this.#charged(thrown, caller));
    }
  }

  /** One call whose method and params are known to be such, as REST makes it. */
  async call(id: string | number, name: string, params: unknown, caller: Caller): Promise<CallOutcome> {
    const startedAt = performance.now();
    let limits: LimitsJson | undefined;
    let error: TenorError | null = null;
    let result: unknown;
    try {
      if (!isMethodName(name)) throw this.#charged(new TenorError('UNKNOWN_METHOD', { param: 'method' }), caller);
      limits = this.#admit(name, caller);
      result = await (handlers[name] as MethodHandler<MethodName>)(
        this.#context,
        validateParams(name, params) as never,
        caller,
      );
    } catch (thrown) {
      error = this.#logged(thrown, name);
    }
    this.#metrics.called(isMethodName(name) ? name : 'unknown', error?.name ?? 'ok', performance.now() - startedAt);
    const outcome = error ? { error: errorJson(error) } : { result };
    return { error, reply: { jsonrpc: '2.0', id, ...outcome, ...(limits ? { limits } : {}) } };
  }

  async #call(value: unknown, caller: Caller): Promise<CallOutcome> {
    if (!request.Check(value)) {
      const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
      const error = new TenorError('PARSE_ERROR', { detail: 'a call has jsonrpc "2.0", id, method and params' });
      return this.#failure(requestId.Check(id) ? id : null, this.#charged(error, caller));
    }
    const { id, method, params } = value as RequestJson;
    return this.call(id, method, params ?? {}, caller);
  }

  /** Scope first, then the budget: a call without a session costs nobody's. */
  #admit(name: MethodName, caller: Caller): LimitsJson | undefined {
    const { scope, budget } = methods[name];
    if (scope !== 'public') requireSession(caller, scope, this.#context.now());
    if (budget === 'none') return this.#context.buckets.peek(payerOf(caller), 'cancels');
    if (caller.inOrder.pending >= IN_FLIGHT_MAX) {
      throw new TenorError('RATE_LIMIT', { detail: 'too many calls in flight', retryable: true, retry_after_ms: 100 });
    }
    return this.#context.buckets.take(payerOf(caller), budget);
  }

  /** What is not even a call of a method still costs its sender a read; that budget's own refusal comes first. */
  #charged(thrown: unknown, caller: Caller): TenorError {
    try {
      this.#context.buckets.take(payerOf(caller), 'reads');
      return asTenorError(thrown);
    } catch (refusal) {
      return asTenorError(refusal);
    }
  }

  #failure(id: string | number | null, error: TenorError): CallOutcome {
    return { error, reply: { jsonrpc: '2.0', id, error: errorJson(error) } };
  }

  #logged(thrown: unknown, method: string): TenorError {
    const error = asTenorError(thrown);
    if (error.name === 'INTERNAL') this.#context.options.logger.error({ err: thrown, method }, 'a method failed');
    return error;
  }
}
