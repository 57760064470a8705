import { marginState, marketFigures, newAccount } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFixed, parseFixed } from '../src/model/fixed-point.ts';
import { liquidationMark, previewOrder } from '../src/model/margin-preview.ts';
import type { OrderDraft } from '../src/model/ticket.ts';
import type { AccountView, Position } from '../src/model/types.ts';
import { btc, emptyAccount, tickerAt } from './instruments.ts';

const draft = (side: 'buy' | 'sell', size: string): OrderDraft => ({
  instrument: btc.name,
  side,
  type: 'limit',
  price: '100000',
  size,
  postOnly: false,
  reduceOnly: false,
  timeInForce: 'gtc',
});

const held = (size: string): Position => ({
  instrument: btc.name,
  size,
  entry: null,
  mark: '100000',
  notional: '0',
  unrealisedPnl: null,
  realisedPnl: '0',
  fundingPaid: '0',
  liquidationPrice: null,
});

/** The figures an exchange would serve for this account, from the protocol's own margin code. */
function served(lots: bigint, equityMicros: bigint): { account: AccountView; positions: Position[] } {
  const { im, mm } = protocolMargin(lots, equityMicros);
  const account = {
    ...emptyAccount(formatFixed(equityMicros, 6)),
    initialMargin: formatFixed(im, 6),
    maintenanceMargin: formatFixed(mm, 6),
    freeCollateral: formatFixed(equityMicros - im, 6),
  };
  return { account, positions: lots === 0n ? [] : [held(formatFixed(lots, 3))] };
}

function protocolMargin(lots: bigint, equityMicros: bigint) {
  const mark = 100_000_000n;
  const account = newAccount(1, 1n, { x: 0n, y: 1n }, 1);
  account.collateral = equityMicros - lots * mark;
  account.positions[0] = { instrument: 1, size: lots, snapshot: 0n };
  const { equity, margin } = marginState(account, () => marketFigures(btc.terms, mark));
  return { equity, im: -(-margin >> 20n), mm: -(-margin >> 21n) };
}

describe('order preview', () => {
  it('agrees with the margin code of the protocol for any position and order at the mark', () => {
    const lots = fc.bigInt(-50_000n, 50_000n);
    const size = fc.bigInt(1n, 50_000n);
    fc.assert(
      fc.property(lots, size, fc.constantFrom('buy' as const, 'sell' as const), (before, added, side) => {
        const equity = 10_000_000_000n;
        const { account, positions } = served(before, equity);
        const preview = previewOrder({
          draft: draft(side, formatFixed(added, 3)),
          expectedPrice: '100000',
          takes: true,
          account,
          positions,
          tickers: { [btc.name]: tickerAt('100000') },
          instruments: [btc],
        });
        const fee = parseFixed(preview!.fee, 6)!;
        const after = protocolMargin(before + (side === 'buy' ? added : -added), equity - fee);
        expect(parseFixed(preview!.initialMargin!, 6)).toBe(after.im);
        expect(parseFixed(preview!.freeCollateral!, 6)).toBe(after.equity - after.im);
        expect(preview!.sufficient).toBe(after.equity >= after.im || after.im <= protocolMargin(before, equity).im);
      }),
    );
  });

  it('charges the maker fee when the order rests, and says nothing of margin without an account', () => {
    const input = {
      draft: draft('buy', '1'),
      expectedPrice: '100000',
      account: null,
      positions: [],
      tickers: {},
      instruments: [btc],
    };
    expect(previewOrder({ ...input, takes: true })).toMatchObject({
      notional: '100000',
      fee: '50',
      initialMargin: null,
    });
    expect(previewOrder({ ...input, takes: false })).toMatchObject({ fee: '20', sufficient: true });
  });
});

describe('liquidation price', () => {
  it('is the first mark at which equity is below maintenance margin', () => {
    const sizes = fc.bigInt(-50_000n, 50_000n).filter((size) => size !== 0n);
    fc.assert(
      fc.property(sizes, fc.bigInt(1n, 10n ** 13n), (size, equity) => {
        const mark = 100_000_000n;
        const input = { size, terms: btc.terms, mark, equity, otherMaintenance: 0n };
        const found = liquidationMark(input);
        const isHealthy = (price: bigint): boolean => {
          const { im, slope } = marketFigures(btc.terms, price);
          const lots = size < 0n ? -size : size;
          return (equity + size * (price - mark)) << 21n >= lots * im + lots * lots * slope;
        };
        if (found === null) {
          expect(isHealthy(size > 0n ? 0n : 2n ** 36n - 1n)).toBe(true);
          return;
        }
        if (found === mark) {
          expect(isHealthy(mark)).toBe(false);
          return;
        }
        expect(isHealthy(found)).toBe(false);
        expect(isHealthy(size > 0n ? found + 1n : found - 1n)).toBe(true);
      }),
    );
  });
});
