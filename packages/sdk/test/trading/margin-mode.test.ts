import { describe, expect, test } from 'vitest';
import { InstrumentScale, marginModeName, marginModeNumber, marginModes } from '../../src/index.ts';
import { BTC_CALL, BTC_PERP } from '../support/instrument.ts';

const ETH_PERP = { ...BTC_PERP, name: 'ETH-PERP', id: 2, base: 'ETH', underlying: 'ETH', underlying_id: 2 };
const listed = [ETH_PERP, BTC_PERP, BTC_CALL].map((json) => new InstrumentScale(json));

describe('margin modes', () => {
  test('are standard margin and one for each underlying that has something listed', () => {
    expect(marginModes(listed)).toEqual(['standard', 'portfolio:BTC', 'portfolio:ETH']);
    expect(marginModes([])).toEqual(['standard']);
  });

  test('have the numbers that are signed', () => {
    const numbers = marginModes(listed).map((mode) => marginModeNumber(mode, listed));
    expect(numbers).toEqual([0, 1, 2]);
    expect(numbers.map((mode) => marginModeName(mode, listed))).toEqual(marginModes(listed));
  });

  test('of an underlying that there is not are refused', () => {
    const refusal = expect.objectContaining({
      name: 'INVALID_PARAMS',
      data: expect.objectContaining({ param: 'margin_mode' }),
    });
    expect(() => marginModeNumber('portfolio:DOGE', listed)).toThrow(refusal);
    expect(() => marginModeName(3, listed)).toThrow(refusal);
  });
});
