import { ApiError, ConnectionError } from '../api-error.ts';
import type { MethodName, MethodParams, MethodResult } from '../api-methods.ts';
import type { ErrorJson } from '../api-types.ts';

interface Reply {
  readonly result?: unknown;
  readonly error?: ErrorJson;
}

/** Stateless reads over HTTP: `POST /rpc` for methods, `GET` for documents. A session token is sent when there is one. */
export class RestClient {
  readonly #base: string;
  readonly #timeout: number;
  readonly #token: string | null;

  constructor(baseUrl: string, options: { token?: string; timeoutMilliseconds?: number } = {}) {
    this.#base = baseUrl.replace(/\/$/, '');
    this.#token = options.token ?? null;
    this.#timeout = options.timeoutMilliseconds ?? 10_000;
  }

  /** Calls a method over HTTP. Rejects with an ApiError or a ConnectionError. */
  async call<M extends MethodName>(method: M, params: MethodParams<M>): Promise<MethodResult<M>> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const reply = (await this.#fetch('/rpc', { method: 'POST', body })) as Reply;
    if (reply.error) throw new ApiError(reply.error);
    return reply.result as MethodResult<M>;
  }

  /** A JSON document of the exchange, such as `/v1/config`. */
  async get<T>(path: string): Promise<T> {
    const reply = (await this.#fetch(path, { method: 'GET' })) as T & Reply;
    if (reply !== null && typeof reply === 'object' && reply.error?.code) throw new ApiError(reply.error);
    return reply;
  }

  async #fetch(path: string, init: { method: string; body?: string }): Promise<unknown> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (init.body !== undefined) headers['content-type'] = 'application/json';
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    let text: string;
    try {
      const response = await fetch(`${this.#base}${path}`, {
        ...init,
        headers,
        signal: AbortSignal.timeout(this.#timeout),
      });
      text = await response.text();
    } catch (error) {
      throw new ConnectionError('CONNECTION_LOST', 'unknown', error instanceof Error ? error.message : undefined);
    }
    try {
      return JSON.parse(text);
    } catch {
      throw new ConnectionError('UNEXPECTED_REPLY', 'unknown', text.slice(0, 100));
    }
  }
}
