import { describe, expect, it } from 'vitest';
import { daysLeft, expiriesOf, expiryMoment, optionBases, timeLeft } from '../src/model/expiries.ts';
import { gridOf } from '../src/model/instrument-grid.ts';
import { btc, btcOption, EXPIRY } from './instruments.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('expiries', () => {
  const later = { ...btcOption('put', 90_000), name: 'BTC-26JUN26-90000-P', expiresAt: EXPIRY + 91 * DAY };
  const listed = [btc, later, btcOption('call', 90_000), btcOption('put', 90_000), { ...later, base: 'ETH' }];

  it('are those of an underlying, next first, with their series', () => {
    expect(expiriesOf(listed, 'BTC')).toEqual([
      { code: '27MAR26', expiresAt: EXPIRY, series: 2 },
      { code: '26JUN26', expiresAt: EXPIRY + 91 * DAY, series: 1 },
    ]);
    expect(optionBases(listed)).toEqual(['BTC', 'ETH']);
    expect(optionBases([btc])).toEqual([]);
  });

  it('are written in UTC', () => {
    expect(expiryMoment(EXPIRY)).toBe('27 Mar 26, 08:00 UTC');
  });

  it('say how long they are away', () => {
    expect([12 * DAY + 4 * HOUR, 5 * HOUR + 7 * MINUTE, 61_000, 999, 0, -5].map(timeLeft)).toEqual([
      '12 d 4 h',
      '5 h 7 min',
      '1:01 min',
      '0:00 min',
      'expired',
      'expired',
    ]);
    expect([DAY / 2, -1].map(daysLeft)).toEqual(['0.5', '0.0']);
  });
});

describe('places of prices and sizes', () => {
  it('are those of another instrument of the underlying once a series has gone', () => {
    expect(gridOf([btc], 'BTC-2JAN26-90000-C')).toEqual({ pricePlaces: 1, sizePlaces: 3 });
    expect(gridOf([btc], 'DOGE-PERP')).toEqual({ pricePlaces: 2, sizePlaces: 4 });
  });
});
