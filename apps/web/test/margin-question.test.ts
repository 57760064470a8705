import { describe, expect, it } from 'vitest';
import { marginAnswerOf, marginRequestOf } from '../src/data/worker/api-mapping.ts';
import { modeQuestion, orderQuestion } from '../src/model/margin-question.ts';
import { readTicket } from '../src/model/ticket.ts';
import { book, btc, tickerAt } from './instruments.ts';

const form = { side: 'buy', type: 'market', price: '', size: '1', postOnly: false, reduceOnly: true } as const;
const asked = (side: 'buy' | 'sell', size: string) => {
  const reading = readTicket({ ...form, side, size, timeInForce: 'gtc' }, btc, tickerAt('100000'), book, 0);
  return orderQuestion(reading.draft!, reading.expectedPrice!, btc).order!;
};

describe('a question about the margin', () => {
  it('is about the order at the price that it is expected to trade at, on the grid and against who trades', () => {
    expect(asked('buy', '0.5')).toEqual({
      instrument: 'BTC-PERP',
      side: 'buy',
      size: '0.5',
      price: '100000',
      reduceOnly: true,
    });
    // 0.5 at 100,000 and 0.2 at 100,010: 100,002.86 on average. 1 at 99,990 and 0.5 at 99,980: 99,986.67.
    expect(asked('buy', '0.7').price).toBe('100003');
    expect(asked('sell', '1.5').price).toBe('99986.5');
  });

  it('is written and answered as the exchange does', () => {
    expect(marginRequestOf({ order: asked('sell', '0.5'), marginMode: null })).toEqual({
      instrument: 'BTC-PERP',
      side: 'sell',
      size: '0.5',
      price: '99990',
      reduce_only: true,
    });
    expect(marginRequestOf(modeQuestion('portfolio:BTC'))).toEqual({ margin_mode: 'portfolio:BTC' });
    const health = { equity: '10', initial_margin: '4', maintenance_margin: '2', free_collateral: '6' };
    const preview = { margin_mode: 'standard', now: health, worst_case: '11', accepted: true, reason: null };
    const after = { ...health, initial_margin: '11', free_collateral: '-1' };
    expect(marginAnswerOf({ ...preview, after })).toEqual({
      initialMarginNow: '4',
      initialMargin: '11',
      freeCollateral: '-1',
      refusal: null,
    });
    const data = { retryable: true, outcome: 'not_executed' as const };
    const reason = { code: 30001, name: 'MARGIN', message: 'Not enough margin.', data };
    expect(marginAnswerOf({ ...preview, after, accepted: false, reason }).refusal).toBe(30001);
  });
});
