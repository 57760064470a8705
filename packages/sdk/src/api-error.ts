import type { ErrorJson } from './api-types.ts';

/** A refusal by the exchange: number, name, what to do, and whether the request may have had an effect. */
export class ApiError extends Error {
  readonly code: number;
  override readonly name: string;
  readonly data: ErrorJson['data'];

  constructor(error: ErrorJson) {
    super(error.message);
    this.code = error.code;
    this.name = error.name;
    this.data = error.data;
  }
}

const CONNECTION_ERRORS = {
  CONNECTION_LOST: [80001, 'The connection ended before the reply. Ask for the outcome after reconnecting.'],
  REQUEST_TIMEOUT: [80002, 'There was no reply in time. Ask for the outcome before trying again.'],
  NOT_CONNECTED: [80003, 'There is no connection to the exchange. Nothing was sent; try again.'],
  UNEXPECTED_REPLY: [80004, 'The exchange answered something this client does not understand. Update the client.'],
  CONNECTION_CLOSED: [80005, 'This client was closed. Make a new one.'],
} as const;
export type ConnectionErrorName = keyof typeof CONNECTION_ERRORS;

/** A failure between client and exchange. `outcome` says whether the request can have been executed. */
export class ConnectionError extends Error {
  readonly code: number;
  override readonly name: ConnectionErrorName;
  readonly outcome: 'not_executed' | 'unknown';

  constructor(name: ConnectionErrorName, outcome: 'not_executed' | 'unknown', detail?: string) {
    super(detail ? `${CONNECTION_ERRORS[name][1]} (${detail})` : CONNECTION_ERRORS[name][1]);
    this.code = CONNECTION_ERRORS[name][0];
    this.name = name;
    this.outcome = outcome;
  }
}

/** Whether a failed request may nevertheless have been executed. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (error instanceof ApiError) return error.data.outcome === 'unknown';
  return error instanceof ConnectionError && error.outcome === 'unknown';
}
