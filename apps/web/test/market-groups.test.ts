import { describe, expect, it } from 'vitest';
import { marketGroups } from '../src/model/market-groups.ts';
import { btc, btcOption, EXPIRY } from './instruments.ts';

const future = { ...btc, name: 'BTC-27MAR26', kind: 'future' as const, expiresAt: EXPIRY };
const sooner = { ...future, name: 'BTC-30JAN26', expiresAt: EXPIRY - 1 };
const listed = [btc, future, sooner, btcOption('call', 90_000), btcOption('put', 90_000), btcOption('call', 95_000)];
const names = (instruments: readonly { name: string }[]): string[] => instruments.map(({ name }) => name);

describe('list of markets', () => {
  it('groups by kind; options are chains until they are searched for', () => {
    const groups = marketGroups(listed, '');
    expect(names(groups.perpetuals)).toEqual(['BTC-PERP']);
    expect(names(groups.futures)).toEqual(['BTC-30JAN26', 'BTC-27MAR26']);
    expect(groups.chains).toEqual([{ base: 'BTC', code: '27MAR26', expiresAt: EXPIRY, series: 3 }]);
    expect(groups.options).toEqual([]);
  });

  it('finds what has every word of the search, in any order and case', () => {
    const groups = marketGroups(listed, ' c btc 90000 ');
    expect(names(groups.options)).toEqual(['BTC-27MAR26-90000-C']);
    expect([...names(groups.perpetuals), ...names(groups.futures)]).toEqual([]);
    expect(names(marketGroups(listed, 'BTC-27MAR26').futures)).toEqual(['BTC-27MAR26']);
    expect(names(marketGroups(listed, 'mar p').options)).toEqual(['BTC-27MAR26-90000-P']);
    expect(marketGroups(listed, 'doge')).toEqual({ perpetuals: [], futures: [], chains: [], options: [] });
  });
});
