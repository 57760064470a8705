import Decimal from 'decimal.js';

const MINUS = '−';

/** Groups the digits before the point in threes. */
function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A decimal string with a fixed number of places and digit grouping; a dash for an unknown value. */
export function formatNumber(value: string | Decimal | null | undefined, places: number): string {
  if (value === null || value === undefined || value === '') return '–';
  const fixed = new Decimal(value).toFixed(places);
  const negative = fixed.startsWith('-') && Number(fixed) !== 0;
  return `${negative ? MINUS : ''}${group(fixed.replace('-', ''))}`;
}

/** US dollars with cents. */
export const formatUsd = (value: string | Decimal | null | undefined, places = 2): string =>
  formatNumber(value, places);

/** A signed amount with an explicit plus, for profit and loss. */
export function formatSigned(value: string | Decimal | null | undefined, places = 2): string {
  const text = formatNumber(value, places);
  if (text === '–' || text.startsWith(MINUS)) return text;
  return Number(text.replaceAll(',', '')) === 0 ? text : `+${text}`;
}

/** A fraction as a percentage. */
export const formatPercent = (fraction: string | Decimal | null | undefined, places = 2): string =>
  fraction === null || fraction === undefined ? '–' : `${formatSigned(new Decimal(fraction).times(100), places)}%`;

/** A fraction as a percentage without a plus sign. */
export const formatShare = (fraction: string | Decimal | null | undefined, places = 1): string =>
  fraction === null || fraction === undefined ? '–' : `${formatNumber(new Decimal(fraction).times(100), places)}%`;

/** -1, 0 or 1. */
export const signOf = (value: string | null | undefined): -1 | 0 | 1 => {
  if (!value) return 0;
  const number = new Decimal(value);
  return number.isZero() ? 0 : number.isNegative() ? -1 : 1;
};

/** Wall-clock time with seconds. */
export const formatTime = (unixMs: number): string => new Date(unixMs).toLocaleTimeString('en-GB', { hour12: false });

/** Date and time, short. */
export const formatDateTime = (unixMs: number): string =>
  new Date(unixMs).toLocaleString('en-GB', {
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });

/** Time left as mm:ss or h:mm:ss. */
export function formatCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** The first and last characters of a hash or address. */
export const shorten = (hash: string, keep = 4): string =>
  hash.length <= 2 * keep + 3 ? hash : `${hash.slice(0, keep + 2)}…${hash.slice(-keep)}`;
