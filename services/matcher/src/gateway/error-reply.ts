import { type ErrorName, TenorError } from '@tenor/protocol';
import type { ErrorJson } from './schema/error.ts';

const RETRYABLE: ReadonlySet<ErrorName> = new Set([
  'RATE_LIMIT',
  'NOT_READY',
  'NO_MARK',
  'HALTED',
  'INTERNAL',
  'MARGIN',
  'POST_ONLY_WOULD_CROSS',
  'FILL_OR_KILL',
  'PRICE_BAND',
  'SLOT_IN_USE',
]);
const STATUS: Partial<Record<ErrorName, number>> = {
  UNAUTHENTICATED: 401,
  UNKNOWN_METHOD: 404,
  UNKNOWN_INSTRUMENT: 404,
  UNKNOWN_ACCOUNT: 404,
  MESSAGE_TOO_LARGE: 413,
  ORDER_NOT_FOUND: 404,
  BATCH_NOT_FOUND: 404,
  HALTED: 503,
  MARKET_HALTED: 503,
  NOT_READY: 503,
  INTERNAL: 500,
};
/** HTTP status of the whole group where the name has none of its own. */
const GROUP_STATUS: Record<number, number> = { 1: 403, 2: 400, 3: 422, 4: 429, 5: 422, 6: 422, 7: 500 };

/** HTTP status that mirrors an error. */
export const httpStatusOf = (error: TenorError): number =>
  STATUS[error.name] ?? GROUP_STATUS[Math.floor(error.code / 10_000)] ?? 500;

/** Anything thrown, as a TenorError: what is not one is a fault of ours. */
export const asTenorError = (thrown: unknown): TenorError =>
  thrown instanceof TenorError ? thrown : new TenorError('INTERNAL', { outcome: 'unknown' });

/** The error model of the API. */
export function errorJson(error: TenorError): ErrorJson {
  const { param, party, detail, retryable, outcome, retry_after_ms } = error.data;
  return {
    code: error.code,
    name: error.name,
    message: error.message,
    data: {
      ...(param === undefined ? {} : { param }),
      ...(party === undefined ? {} : { party }),
      ...(detail === undefined ? {} : { detail }),
      retryable: retryable ?? RETRYABLE.has(error.name),
      outcome: outcome ?? (error.name === 'INTERNAL' ? 'unknown' : 'not_executed'),
      ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
    },
  };
}
