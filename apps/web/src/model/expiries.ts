import type { Instrument } from './types.ts';

/** One expiry of an underlying's options. */
export interface Expiry {
  /** As in instrument names and channels, such as 27MAR26. */
  readonly code: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Option series. */
  readonly series: number;
}

/** The expiry part of a dated instrument's name. */
export const expiryCode = (name: string): string => name.split('-')[1] ?? '';

/** The expiries that an underlying has options of, next first. */
export function expiriesOf(instruments: readonly Instrument[], base: string): Expiry[] {
  const byCode = new Map<string, Expiry>();
  for (const { name, kind, base: of, expiresAt } of instruments) {
    if (kind !== 'option' || of !== base || expiresAt === null) continue;
    const code = expiryCode(name);
    byCode.set(code, { code, expiresAt, series: (byCode.get(code)?.series ?? 0) + 1 });
  }
  return [...byCode.values()].sort((a, b) => a.expiresAt - b.expiresAt);
}

/** The underlyings that have options, in the order in which they are listed. */
export const optionBases = (instruments: readonly Instrument[]): string[] => [
  ...new Set(instruments.filter(({ kind }) => kind === 'option').map(({ base }) => base)),
];

/** The day of an expiry as people write it, UTC: 27 Mar 26. */
export const expiryDay = (unixMs: number): string =>
  new Date(unixMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: '2-digit', timeZone: 'UTC' });

/** Day and time of an expiry, UTC. */
export const expiryMoment = (unixMs: number): string =>
  `${expiryDay(unixMs)}, ${new Date(unixMs).toISOString().slice(11, 16)} UTC`;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Time to an expiry in its two largest units; minutes and seconds in the last hour. */
export function timeLeft(milliseconds: number): string {
  if (milliseconds <= 0) return 'expired';
  const days = Math.floor(milliseconds / DAY);
  const hours = Math.floor((milliseconds % DAY) / HOUR);
  if (days > 0) return `${days} d ${hours} h`;
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return `${minutes}:${String(Math.floor((milliseconds % MINUTE) / 1000)).padStart(2, '0')} min`;
}

/** Days to an expiry with one decimal place. */
export const daysLeft = (milliseconds: number): string => (Math.max(0, milliseconds) / DAY).toFixed(1);
