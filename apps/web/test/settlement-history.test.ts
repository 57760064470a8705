import { describe, expect, it } from 'vitest';
import { settlementHistory } from '../src/model/settlement-history.ts';
import type { OwnSettlement, Settlement } from '../src/model/types.ts';
import { EXPIRY } from './instruments.ts';

const series = (instrument: string, more: Partial<Settlement>): Settlement => ({
  instrument,
  kind: 'option',
  base: 'BTC',
  expiresAt: EXPIRY,
  price: '91000',
  optionType: 'call',
  strike: '90000',
  ...more,
});

describe('history of settlements', () => {
  it('says what each series paid, and puts own ones first within an expiry', () => {
    const own: OwnSettlement = {
      instrument: 'BTC-27MAR26-95000-P',
      size: '-0.5',
      amount: '-2000',
      time: EXPIRY,
      stage: 'batched',
      batch: 3,
      l1Transaction: null,
    };
    const history = settlementHistory(
      [
        series('BTC-27MAR26-90000-C', {}),
        series('BTC-26DEC25', {
          kind: 'future',
          optionType: null,
          strike: null,
          expiresAt: EXPIRY - 1,
          price: '88000',
        }),
        series('BTC-27MAR26-95000-P', { optionType: 'put', strike: '95000' }),
      ],
      [own],
    );
    expect(history.map(({ instrument, payoff, own: held }) => [instrument, payoff, held?.amount ?? null])).toEqual([
      ['BTC-27MAR26-95000-P', '4000', '-2000'],
      ['BTC-27MAR26-90000-C', '1000', null],
      ['BTC-26DEC25', '88000', null],
    ]);
  });
});
