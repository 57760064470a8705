import { type Account, accountHealth, type Market, marketFigures, newAccount, scenarioFigures } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFixed, parseFixed } from '../src/model/fixed-point.ts';
import { liquidationMark, previewOrder } from '../src/model/margin-preview.ts';
import type { OrderDraft } from '../src/model/ticket.ts';
import type { AccountView, Instrument } from '../src/model/types.ts';
import { btc, btcOption, emptyAccount, heldPosition, tickerAt } from './instruments.ts';

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

const INDEX = 100_000_000n;

/** An account that holds these lots, so that its equity at the marks is what is asked for. */
function accountOf(holdings: readonly Holding[], equityMicros: bigint): Account {
  const account = newAccount(1, 1n, { x: 0n, y: 1n }, 1);
  account.collateral = equityMicros;
  holdings.forEach(({ instrument, lots, mark }, place) => {
    account.positions[place] = { instrument: instrument.id, size: lots, snapshot: 0n };
    account.collateral -= lots * mark;
  });
  return account;
}

interface Holding {
  readonly instrument: Instrument;
  readonly lots: bigint;
  /** µUSD per lot. */
  readonly mark: bigint;
}

/** What the protocol's own code says of an account with these holdings. */
function health(holdings: readonly Holding[], equityMicros: bigint) {
  const of = (id: number) => holdings.find(({ instrument }) => instrument.id === id)!;
  const market = (id: number): Market => ({ ...of(id).instrument.terms, ...NO_FLOWS });
  return accountHealth(accountOf(holdings, equityMicros), market, (id) =>
    scenarioFigures(of(id).instrument.terms, of(id).mark, INDEX, []),
  );
}

const NO_FLOWS = { lastMark: 0n, indexLong: 0n, indexShort: 0n, openInterest: 0n, lastFundingHour: 0 };

/** The figures an exchange would serve for this account. */
function served(holdings: readonly Holding[], equityMicros: bigint) {
  const { initialMargin, maintenanceMargin, freeCollateral } = health(holdings, equityMicros);
  const account: AccountView = {
    ...emptyAccount(formatFixed(equityMicros, 6)),
    initialMargin: formatFixed(initialMargin, 6),
    maintenanceMargin: formatFixed(maintenanceMargin, 6),
    freeCollateral: formatFixed(freeCollateral, 6),
  };
  const positions = holdings
    .filter(({ lots }) => lots !== 0n)
    .map(({ instrument, lots }) => heldPosition(instrument, formatFixed(lots, 3)));
  return { account, positions };
}

describe('order preview', () => {
  const kinds = [
    { instrument: btc, mark: 100_000_000n },
    { instrument: btcOption('call', 90_000), mark: 14_000_000n },
    { instrument: btcOption('call', 150_000), mark: 300_000n },
    { instrument: btcOption('put', 90_000), mark: 3_000_000n },
    { instrument: btcOption('put', 120_000), mark: 23_000_000n },
  ];
  /** Held beside it and not touched: its margin must stay what it was. */
  const other = { instrument: { ...btc, name: 'BTC-27MAR26', id: 20 }, lots: 7_000n, mark: 101_000_000n };

  it('agrees with the margin code of the protocol for any position and order, of any kind, at the mark', () => {
    const lots = fc.bigInt(-50_000n, 50_000n);
    const size = fc.bigInt(1n, 50_000n);
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        lots,
        size,
        fc.constantFrom('buy' as const, 'sell' as const),
        ({ instrument, mark }, before, added, side) => {
          const equity = 10_000_000_000n;
          const holdings = (count: bigint): Holding[] => [{ instrument, lots: count, mark }, other];
          const price = formatFixed(mark, 3);
          const preview = previewOrder({
            draft: { ...draft(side, formatFixed(added, 3)), instrument: instrument.name },
            expectedPrice: price,
            takes: true,
            ...served(holdings(before), equity),
            tickers: { [instrument.name]: { ...tickerAt(price), index: formatFixed(INDEX, 3) } },
            instruments: [instrument, other.instrument],
          });
          const fee = parseFixed(preview!.fee, 6)!;
          const count = before + (side === 'buy' ? added : -added);
          const after = health(holdings(count), equity - fee);
          // Margins are rounded up once a portfolio, the preview's change once more.
          const apart = parseFixed(preview!.initialMargin!, 6)! - after.initialMargin;
          expect(apart >= -1n && apart <= 1n).toBe(true);
          expect(parseFixed(preview!.freeCollateral!, 6)).toBe(after.freeCollateral - apart);
          const grows = after.initialMargin > health(holdings(before), equity).initialMargin;
          if (apart === 0n) expect(preview!.sufficient).toBe(after.freeCollateral >= 0n || !grows);
          expect(preview!.opens).toBe(before * count < 0n || count * count > before * before);
        },
      ),
    );
  });

  it('leaves margin to the exchange where the instrument is margined together with others', () => {
    const input = {
      draft: draft('buy', '1'),
      expectedPrice: '100000',
      takes: true,
      positions: [],
      tickers: { [btc.name]: tickerAt('100000') },
      instruments: [btc],
    };
    const preview = (marginMode: string) => previewOrder({ ...input, account: { ...emptyAccount('10'), marginMode } });
    const silent = { initialMargin: null, freeCollateral: null, liquidationPrice: null };
    expect(preview('portfolio:BTC')).toMatchObject({ ...silent, sufficient: true, fee: '50' });
    for (const mode of ['standard', 'portfolio:ETH']) {
      expect(preview(mode)).toMatchObject({ sufficient: false });
      expect(preview(mode)!.initialMargin).not.toBeNull();
    }
  });

  it('charges an option a part of the index, an eighth of the premium at most', () => {
    const call = btcOption('call', 150_000);
    const preview = (price: string) =>
      previewOrder({
        draft: { ...draft('buy', '2'), instrument: call.name },
        expectedPrice: price,
        takes: true,
        account: null,
        positions: [],
        tickers: { [call.name]: { ...tickerAt(price), index: '100000' } },
        instruments: [call],
      });
    expect(preview('5000')).toMatchObject({ notional: '10000', fee: '60' });
    expect(preview('100')).toMatchObject({ notional: '200', fee: '25' });
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
    const rebated = { ...input, instruments: [{ ...btc, makerFeeRate: '-0.0001' }] };
    expect(previewOrder({ ...rebated, takes: false })).toMatchObject({ fee: '-10' });
    // Rounded against the trader: 0.001 x 100,000.015 at -0.01 % is -0.0100000015.
    const odd = { ...rebated, draft: draft('buy', '0.001'), expectedPrice: '100000.015' };
    expect(previewOrder({ ...odd, takes: false })).toMatchObject({ fee: '-0.01' });
  });
});

describe('liquidation price', () => {
  it('is the first mark at which equity is below maintenance margin', () => {
    const sizes = fc.bigInt(-50_000n, 50_000n).filter((size) => size !== 0n);
    fc.assert(
      fc.property(sizes, fc.bigInt(1n, 10n ** 13n), (size, equity) => {
        const mark = 100_000_000n;
        const input = { size, terms: btc.terms, mark, index: mark, equity, otherMaintenance: 0n };
        const found = liquidationMark(input);
        const isHealthy = (price: bigint): boolean => {
          const { im, slope } = marketFigures(btc.terms, price, mark);
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
