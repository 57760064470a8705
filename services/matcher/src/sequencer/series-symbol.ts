import { INSTRUMENT_KIND, type MarketTerms } from '@tenor/protocol';
import { underlyingOf } from './underlyings.ts';

const HOUR_MILLISECONDS = 3_600_000;
const USUAL_HOUR = 8;
const USD_DECIMALS = 6;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;

/** An expiry (Unix hours) as symbols write it: 27MAR26, and 27MAR26T16 where it is not at 08:00 UTC. */
export function expiryText(expiryHour: number): string {
  const date = new Date(expiryHour * HOUR_MILLISECONDS);
  const hour = date.getUTCHours();
  const year = String(date.getUTCFullYear() % 100).padStart(2, '0');
  const day = `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${year}`;
  return hour === USUAL_HOUR ? day : `${day}T${String(hour).padStart(2, '0')}`;
}

/** A strike (µUSD per lot) in USD for one unit, with decimals only where it has any. */
function strikeText(strike: bigint, lotDecimals: number): string {
  const unit = 10n ** BigInt(USD_DECIMALS - lotDecimals);
  const fraction = strike % unit;
  const whole = String(strike / unit);
  if (fraction === 0n) return whole;
  return `${whole}.${String(fraction)
    .padStart(USD_DECIMALS - lotDecimals, '0')
    .replace(/0+$/, '')}`;
}

/** The name that terms give an instrument: BTC-PERP, BTC-27MAR26, BTC-27MAR26-90000-C. */
export function symbolOf(terms: Pick<MarketTerms, 'kind' | 'underlying' | 'strike' | 'expiryHour'>): string {
  const { name, lotDecimals } = underlyingOf(terms.underlying);
  if (terms.kind === INSTRUMENT_KIND.perpetual) return `${name}-PERP`;
  const series = `${name}-${expiryText(terms.expiryHour)}`;
  if (terms.kind === INSTRUMENT_KIND.future) return series;
  return `${series}-${strikeText(terms.strike, lotDecimals)}-${terms.kind === INSTRUMENT_KIND.put ? 'P' : 'C'}`;
}
