import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainTable as tableOf } from '../src/model/option-chain.ts';
import type { Chain, ChainQuote, OptionType, Position } from '../src/model/types.ts';
import { btcOption, EXPIRY, heldPosition } from './instruments.ts';

const quote = (optionType: OptionType, strike: number, mark: string | null): ChainQuote => ({
  instrument: btcOption(optionType, strike).name,
  strike: String(strike),
  optionType,
  bid: null,
  ask: null,
  mark,
  markIv: optionType === 'call' ? '55' : '56',
  delta: null,
  openInterest: optionType === 'call' ? '1.5' : '2',
});

const chainTable = (chain: Chain, positions: readonly Position[]) => tableOf(chain, positions, []);

/** Marks that agree with put-call parity at a forward. */
const parityChain = (strikes: readonly number[], forward: number, index: string | null): Chain => ({
  base: 'BTC',
  expiresAt: EXPIRY,
  index,
  options: strikes.flatMap((strike) => [
    quote('put', strike, String(1000 + Math.max(strike - forward, 0))),
    quote('call', strike, String(1000 + Math.max(forward - strike, 0))),
  ]),
});

const strikesOf = (table: ReturnType<typeof chainTable>): string[] => table.rows.map(({ strike }) => strike);

describe('option chain', () => {
  it('pairs call and put of each strike, by value and not by text', () => {
    const table = chainTable(parityChain([100_000, 9_000, 90_000], 95_000, '94000'), []);
    expect(strikesOf(table)).toEqual(['9000', '90000', '100000']);
    for (const { call, put } of table.rows) expect([call?.optionType, put?.optionType]).toEqual(['call', 'put']);
  });

  it('places the forward that the marks imply, and takes the index where they imply none', () => {
    const strikes = [80_000, 90_000, 100_000, 110_000];
    const table = chainTable(parityChain(strikes, 96_000, '94000'), []);
    expect(table).toMatchObject({ reference: '96000', isForward: true, rowsBelow: 2, atTheMoneyIv: '55' });
    expect(table.rows.find(({ atTheMoney }) => atTheMoney)?.strike).toBe('100000');
    const unmarked = parityChain(strikes, 96_000, '94000');
    const options = unmarked.options.map((option) => ({ ...option, mark: null }));
    expect(chainTable({ ...unmarked, options }, [])).toMatchObject({ reference: '94000', isForward: false });
    expect(chainTable({ ...unmarked, options, index: null }, [])).toMatchObject({ reference: null, rowsBelow: 0 });
  });

  it('finds the forward, the strikes below it and what is in the money, whatever the prices', () => {
    const strike = fc.integer({ min: 1, max: 200_000 });
    fc.assert(
      fc.property(fc.uniqueArray(strike, { minLength: 1 }), strike, strike, (strikes, forward, index) => {
        const table = chainTable(parityChain(strikes, forward, String(index)), []);
        expect(table.reference).toBe(String(forward));
        expect(table.rowsBelow).toBe(strikes.filter((price) => price < forward).length);
        expect(table.rows.filter(({ atTheMoney }) => atTheMoney).length).toBe(1);
        for (const { strike: price, call, put } of table.rows) {
          expect(call?.inTheMoney).toBe(Number(price) < forward);
          expect(put?.inTheMoney).toBe(Number(price) > forward);
        }
      }),
    );
  });

  it('shows what is held, and leaves a side empty that is not listed', () => {
    const chain = parityChain([90_000], 95_000, '94000');
    const calls = { ...chain, options: chain.options.filter(({ optionType }) => optionType === 'call') };
    const held = heldPosition(btcOption('call', 90_000), '-0.5');
    const [row] = chainTable(calls, [held]).rows;
    expect(row?.call?.position).toBe('-0.5');
    expect(row?.put).toBeNull();
    expect(chainTable(chain, []).rows[0]?.call?.position).toBeNull();
  });

  it('marks the sides on which own orders rest', () => {
    const [call, put] = (['call', 'put'] as const).map((type) => btcOption(type, 90_000).name);
    const orders = [
      { instrument: call!, side: 'buy' as const },
      { instrument: put!, side: 'sell' as const },
      { instrument: 'BTC-PERP', side: 'sell' as const },
    ];
    const [row] = tableOf(parityChain([90_000], 95_000, '94000'), [], orders).rows;
    expect([row?.call?.ownBid, row?.call?.ownAsk, row?.put?.ownBid, row?.put?.ownAsk]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('adds up the open interest of each side', () => {
    expect(chainTable(parityChain([80_000, 90_000, 100_000], 95_000, '94000'), [])).toMatchObject({
      callOpenInterest: '4.5',
      putOpenInterest: '6',
    });
  });
});
