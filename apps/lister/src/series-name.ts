import type { Series } from './series.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Symbol of a series: `BTC-27MAR26`, `BTC-27MAR26-90000-C`. */
export function seriesName({ kind, base, strike, expiryHour }: Series): string {
  const date = new Date(expiryHour * 3_600_000);
  const day = `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${String(date.getUTCFullYear()).slice(-2)}`;
  return kind === 'future' ? `${base}-${day}` : `${base}-${day}-${strike}-${kind === 'call' ? 'C' : 'P'}`;
}
