import { describe, expect, it } from 'vitest';
import { isMarginedTogether, marginModeChoices, marginModeLabel } from '../src/model/margin-mode.ts';
import { btc, btcOption, emptyAccount } from './instruments.ts';

const eth = { ...btc, name: 'ETH-PERP', id: 2, base: 'ETH' };

describe('margin modes', () => {
  it('are standard, and one for each underlying, however much of it is listed', () => {
    const choices = marginModeChoices([btc, eth, btcOption('call', 90_000)]);
    expect(choices.map(({ mode, label }) => [mode, label])).toEqual([
      ['standard', 'Standard margin'],
      ['portfolio:BTC', 'Portfolio margin, BTC'],
      ['portfolio:ETH', 'Portfolio margin, ETH'],
    ]);
    for (const { meaning } of choices) expect(meaning).toMatch(/\.$/);
    expect(marginModeLabel('portfolio:ETH')).toBe('Portfolio margin, ETH');
  });

  it('margin together what follows their underlying, and nothing else', () => {
    const together = (marginMode: string) =>
      [btc, eth, btcOption('put', 90_000)].map((one) => isMarginedTogether({ ...emptyAccount('1'), marginMode }, one));
    expect(together('standard')).toEqual([false, false, false]);
    expect(together('portfolio:BTC')).toEqual([true, false, true]);
    expect(together('portfolio:ETH')).toEqual([false, true, false]);
  });
});
