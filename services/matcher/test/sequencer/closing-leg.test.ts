import {
  type FiguresOf,
  GENESIS_TERMS,
  holding,
  liquidationRefusal,
  lotMargin,
  type MarketTerms,
  marginState,
  scenarioFigures,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closingLeg, closingOrder } from '../../src/sequencer/closing-leg.ts';
import { smaller } from '../../src/sequencer/integers.ts';
import { close, feeAndInsurance, keeperPrice, neededLots, unclosed } from '../../src/sequencer/liquidation-sizing.ts';
import { penaltyFee } from '../../src/sequencer/penalty-split.ts';
import { future, option } from './dated-venue.ts';
import { scenarioPricesOf } from './scenario-prices.ts';
import { BTC, BTC_MARK, ETH, ETH_MARK, USD } from './venue.ts';

const [FUTURE, CALL, PUT, FAR] = [3, 4, 5, 6];
const INDEX = { 1: BTC_MARK, 2: ETH_MARK } as const;
const LISTED: readonly (readonly [MarketTerms, bigint])[] = [
  [GENESIS_TERMS[0]!, BTC_MARK],
  [GENESIS_TERMS[1]!, ETH_MARK],
  [future(FUTURE), 10_040_000n],
  [option(CALL, 'call', BTC_MARK), 300_000n],
  [option(PUT, 'put', 9_500_000n), 120_000n],
  [option(FAR, 'call', 11_500_000n), 40_000n],
];
const FIGURES = new Map(
  LISTED.map(([terms, mark]) => {
    const index = INDEX[terms.underlying as 1 | 2];
    return [terms.instrument, scenarioFigures(terms, mark, index, scenarioPricesOf(terms, mark, index))];
  }),
);
const figuresOf: FiguresOf = (id) => FIGURES.get(id)!;
const held = (...sizes: [instrument: number, size: bigint][]) =>
  sizes.map(([instrument, size]) => ({ instrument, size, snapshot: 0n }));
const magnitude = (size: bigint): bigint => (size < 0n ? -size : size);

const portfolio = fc
  .uniqueArray(fc.tuple(fc.constantFrom(BTC, ETH, FUTURE, CALL, PUT, FAR), fc.bigInt(-60n, 60n)), {
    minLength: 1,
    maxLength: 5,
    selector: ([instrument]) => instrument,
  })
  .map((sizes) => held(...sizes.filter(([, size]) => size !== 0n)))
  .filter((positions) => positions.length > 0);
const modes = fc.constantFrom(0, 1, 1, 1, 2);

describe('a position as it is closed', () => {
  it('is margined by itself where its mode does not scope it: the margin falls with every lot', () => {
    const positions = held([BTC, 40n], [CALL, -30n], [ETH, 12n]);
    for (const [mode, instrument] of [
      [0, CALL],
      [0, BTC],
      [1, ETH],
      [2, CALL],
    ] as const) {
      const leg = closingLeg(positions, instrument, figuresOf, mode);
      expect(leg).toMatchObject({ end: 0n, lowers: true });
      const before = marginState({ collateral: 0n, marginMode: mode, positions }, figuresOf).margin;
      expect(leg.marginOf(leg.held)).toBe(before);
      expect(leg.relief).toBe(holding(leg.held, leg.figures).margin << 4n);
    }
  });

  it('has the margins of the rules on its way, and ends where they are least', () => {
    fc.assert(
      fc.property(portfolio, modes, (positions, marginMode) => {
        for (const { instrument, size } of positions) {
          const leg = closingLeg(positions, instrument, figuresOf, marginMode);
          const margins: bigint[] = [];
          for (let lots = 0n; lots <= magnitude(size); lots++) {
            const left = size > 0n ? size - lots : size + lots;
            const after = positions.map((one) => (one.instrument === instrument ? { ...one, size: left } : one));
            margins.push(marginState({ collateral: 0n, marginMode, positions: after }, figuresOf).margin);
            expect(leg.marginOf(left)).toBe(margins.at(-1));
          }
          const ended = margins[Number(magnitude(size - leg.end))]!;
          expect(leg.lowers).toBe(margins[1]! < margins[0]!);
          expect(leg.lowers).toBe(margins.some((margin) => margin < margins[0]!));
          if (leg.lowers) expect(margins.every((margin) => margin >= ended)).toBe(true);
          else expect(leg.end).toBe(0n);
          expect(leg.relief).toBe(margins[0]! - ended);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('comes first where closing it lowers the margin most, and last where it raises it', () => {
    // Calls that are written, less than half of them covered.
    const positions = held([BTC, 50n], [CALL, -120n], [FUTURE, -5n], [ETH, 10n]);
    const order = closingOrder(positions, figuresOf, 1);
    expect(order.map(({ leg }) => leg.relief)).toEqual(
      [...order.map(({ leg }) => leg.relief)].sort((a, b) => (a > b ? -1 : 1)),
    );
    expect(order[0]!.instrument).toBe(CALL);
    expect(order.at(-1)).toMatchObject({ instrument: BTC, leg: { lowers: false } });
    const alone = closingOrder(positions, figuresOf, 0).map(({ instrument }) => instrument);
    expect(alone).toEqual([CALL, BTC, FUTURE, ETH]);
  });
});

describe('how much of it is needed', () => {
  const share = fc.constantFrom(0, 200_000, 500_000, 1_000_000);

  it('is the least that reaches the buffer with the fee paid, or all as far as the leg is closed', () => {
    fc.assert(
      fc.property(portfolio, modes, share, fc.bigInt(-40n, 100n), (positions, marginMode, keeperSharePpm, part) => {
        for (const { instrument, size } of positions) {
          const leg = closingLeg(positions, instrument, figuresOf, marginMode);
          const margin = leg.marginOf(size);
          const start = unclosed({ equity: (margin * part) / 100n / 2n ** 24n, margin }, size);
          const terms = { leg, keeperSharePpm };
          const price = keeperPrice(terms);
          const reaches = (lots: bigint): boolean => {
            const after = close(start, leg, price, lots);
            const fee = penaltyFee(after.closed.margin, after.closed.cost, keeperSharePpm);
            return 8n * ((after.equity - fee) << 24n) >= 9n * after.margin;
          };
          const most = magnitude(size - leg.end);
          let least = 0n;
          while (least < most && !reaches(least)) least++;
          expect(neededLots(start, terms, price)).toBe(reaches(least) ? least : most);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('costs a penalty of the margin that it frees: a hedge pays no fee as if it stood alone', () => {
    fc.assert(
      fc.property(portfolio, modes, fc.bigInt(1n, 60n), (positions, marginMode, wanted) => {
        for (const { instrument, size } of positions) {
          const leg = closingLeg(positions, instrument, figuresOf, marginMode);
          const lots = smaller(wanted, magnitude(size));
          const margin = leg.marginOf(size);
          const after = close(unclosed({ equity: 0n, margin }, size), leg, leg.figures.mark, lots);
          const [alone, freed] = [lots * lotMargin(size, leg.figures), (margin - after.margin) >> 4n];
          expect(after.closed.cost).toBe(0n);
          if (figuresOf(instrument).underlying !== marginMode) expect(after.closed.margin).toBe(alone);
          // The middle one: no less than nothing, no more than alone.
          else expect(after.closed.margin).toBe([0n, freed, alone].sort((a, b) => (a < b ? -1 : 1))[1]);
        }
      }),
      { numRuns: 300 },
    );
    // A put that insures a long perpetual, and the call that is written against it.
    const positions = held([BTC, 40n], [CALL, -40n], [PUT, 40n]);
    const leg = closingLeg(positions, CALL, figuresOf, 1);
    const { closed } = close(unclosed({ equity: 0n, margin: leg.marginOf(-40n) }, -40n), leg, leg.figures.mark, 10n);
    expect(closed.margin).toBeLessThan((10n * lotMargin(-40n, leg.figures)) / 2n);
  });

  it('is taken by the rules at the keeper price, whatever the mode', () => {
    const payers = { fund: 1_000_000n * USD, openInterest: 1_000n };
    fc.assert(
      fc.property(portfolio, modes, share, fc.bigInt(-40n, 99n), (positions, marginMode, keeperSharePpm, part) => {
        const state = marginState({ collateral: 0n, marginMode, positions }, figuresOf);
        const before = { ...state, equity: (state.maintenance * part) / 100n / 2n ** 25n };
        const { instrument, leg } = closingOrder(positions, figuresOf, marginMode)[0]!;
        const terms = { leg, keeperSharePpm };
        const price = keeperPrice(terms);
        const start = unclosed(before, leg.held);
        const lots = neededLots(start, terms, price);
        expect(lots).toBeGreaterThan(0n);
        const closed = close(start, leg, price, lots);
        const { fee, insurance } = feeAndInsurance({ ...before, held: leg.held }, closed, terms, payers);
        const left = positions.map((one) => (one.instrument === instrument ? { ...one, size: closed.held } : one));
        const after = marginState({ collateral: 0n, marginMode, positions: left }, figuresOf);
        const ended = { ...after, equity: closed.equity - fee + insurance };
        expect(liquidationRefusal(before, ended, lots * lotMargin(leg.held, leg.figures), insurance)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});
