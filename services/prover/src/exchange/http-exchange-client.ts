import { type ErrorData, type ErrorName, errorTable, parseExact, stringifyExact, TenorError } from '@tenor/protocol';
import type {
  CommandAccepted,
  InternalCommand,
  InternalReport,
  InternalStatus,
  PlansPage,
} from '../../../matcher/src/gateway/internal-schema.ts';
import type { ExchangeClient } from './exchange-client.ts';

const REQUEST_MILLISECONDS = 10_000;

/** Talks to the exchange over its internal HTTP routes. Errors of the exchange come back as the TenorError it threw. */
export class HttpExchangeClient implements ExchangeClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, internalToken: string) {
    this.#url = url;
    this.#token = internalToken;
  }

  async plans(from: number, limit: number, waitMilliseconds: number): Promise<PlansPage> {
    const query = `from=${from}&limit=${limit}&wait_ms=${waitMilliseconds}`;
    return (await this.#request('GET', `/internal/plans?${query}`, undefined, waitMilliseconds)) as PlansPage;
  }

  async status(): Promise<InternalStatus> {
    return (await this.#request('GET', '/internal/status')) as InternalStatus;
  }

  async command(command: InternalCommand): Promise<CommandAccepted> {
    return (await this.#request('POST', '/internal/command', command)) as CommandAccepted;
  }

  async report(report: InternalReport): Promise<void> {
    await this.#request('POST', '/internal/report', report);
  }

  async publishVerificationKey(id: string, verificationKey: object): Promise<void> {
    await this.#request('PUT', `/internal/verification-key/${encodeURIComponent(id)}`, verificationKey);
  }

  async #request(method: string, path: string, body?: unknown, extraMilliseconds = 0): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : stringifyExact(body),
      signal: AbortSignal.timeout(REQUEST_MILLISECONDS + extraMilliseconds),
    });
    const text = await response.text();
    if (!response.ok) throw asError(response.status, text);
    return text === '' ? {} : parseExact<unknown>(text);
  }
}

const names: ReadonlySet<string> = new Set(errorTable().map((entry) => entry.name));

function asError(status: number, text: string): Error {
  try {
    const { name, data } = JSON.parse(text) as { name?: string; data?: ErrorData };
    if (name !== undefined && names.has(name)) return new TenorError(name as ErrorName, data ?? {});
  } catch {
    // Not the exchange's own error: reported as it came.
  }
  return new TenorError('INTERNAL', { detail: `the exchange answered ${status}: ${text.slice(0, 200)}` });
}
