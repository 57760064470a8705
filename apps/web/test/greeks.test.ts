import { describe, expect, it } from 'vitest';
import { portfolioGreeks, positionGreeks } from '../src/model/greeks.ts';
import { btc, btcOption, heldPosition, optionTicker, tickerAt } from './instruments.ts';

const call = btcOption('call', 90_000, 10);
const put = btcOption('put', 80_000, 11);
const future = { ...btc, name: 'BTC-27MAR26', id: 12, kind: 'future' as const };
const eth = { ...btc, name: 'ETH-PERP', id: 2, base: 'ETH' };
const tickers = {
  [call.name]: {
    ...optionTicker(call, '5000', '92000'),
    greeks: { delta: '0.6', gamma: '0.00002', vega: '80', theta: '-90' },
  },
  [put.name]: {
    ...optionTicker(put, '700', '92000'),
    greeks: { delta: '-0.1', gamma: '0.00001', vega: '40', theta: '-30.5' },
  },
  [btc.name]: tickerAt('92000'),
};

describe('greeks', () => {
  it('are those of a unit times the signed size', () => {
    expect(positionGreeks('-0.5', call, tickers[call.name])).toEqual({
      delta: '-0.3',
      gamma: '-0.00001',
      vega: '-40',
      theta: '45',
    });
    expect(positionGreeks('2', future, undefined)).toEqual({ delta: '2', gamma: '0', vega: '0', theta: '0' });
    expect(positionGreeks('2', call, undefined)).toBeNull();
  });

  it('add up by underlying, exactly', () => {
    const positions = [
      heldPosition(call, '-0.5'),
      heldPosition(eth, '3'),
      heldPosition(put, '2'),
      heldPosition(btc, '0.1'),
      heldPosition(future, '0.2'),
    ];
    expect(portfolioGreeks(positions, [call, put, btc, future, eth], tickers)).toEqual([
      { base: 'BTC', complete: true, delta: '-0.2', gamma: '0.00001', vega: '40', theta: '-16' },
      { base: 'ETH', complete: true, delta: '3', gamma: '0', vega: '0', theta: '0' },
    ]);
  });

  it('say when an option is missing from the sum', () => {
    const [sum] = portfolioGreeks([heldPosition(call, '1'), heldPosition(btc, '1')], [call, btc], {});
    expect(sum).toMatchObject({ complete: false, delta: '1' });
  });
});
