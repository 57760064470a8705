import {
  accountHealth,
  type CashIndices,
  isLiquidatable,
  type MarketFigures,
  marketFigures,
  newAccount,
  SETTLED_FIGURES,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AccountScan,
  compareCollateralRatio,
  type HeldAccount,
  hasCollateralRatio,
  judgeAccount,
} from '../../src/index.ts';
import { RiskColumns } from '../../src/risk/risk-columns.ts';
import { cashAtBase, sideCoefficients } from '../../src/risk/side-coefficients.ts';
import { option, perpetual } from '../support/terms.ts';
import { cashIndex, figures, positions } from './risk-arbitraries.ts';

const INSTRUMENTS = 16;
const PLACES = 6;
const indices = (indexLong = 0n, indexShort = 0n): CashIndices => ({ indexLong, indexShort });
const perpetualAt = (mark: bigint): MarketFigures => marketFigures(perpetual(1), mark, mark);

/** The rules alone: every account judged at every question. */
class ExactScan {
  readonly markets = new Map<number, { indices: CashIndices; figures: MarketFigures }>();
  readonly accounts = new Map<number, HeldAccount>();
  readonly indicesOf = (instrument: number): CashIndices => this.markets.get(instrument)!.indices;
  readonly figuresOf = (instrument: number): MarketFigures => this.markets.get(instrument)!.figures;

  belowMaintenance(): number[] {
    const below = [...this.accounts.values()].filter(({ id, collateral, positions: held }) => {
      const account = { ...newAccount(id, 0n, { x: 0n, y: 1n }, 0), collateral, positions: [...held] };
      const { equity, maintenanceMargin } = accountHealth(account, this.indicesOf, this.figuresOf);
      const below = equity < maintenanceMargin;
      expect(isLiquidatable(judgeAccount(account, this.indicesOf, this.figuresOf))).toBe(below);
      return below;
    });
    return below.map(({ id }) => id);
  }

  nearest(count: number): number[] {
    const judged = [...this.accounts.values()].map((account) => judgeAccount(account, this.indicesOf, this.figuresOf));
    const listed = judged.filter(hasCollateralRatio).sort(compareCollateralRatio);
    return listed.slice(0, count).map(({ account }) => account);
  }

  /** The least collateral with which an account of these positions is not below maintenance margin. */
  threshold(held: HeldAccount['positions']): bigint {
    const { equity, maintenance } = judgeAccount(
      { id: 0, collateral: 0n, positions: held },
      this.indicesOf,
      this.figuresOf,
    );
    return ((maintenance + (1n << 21n) - 1n) >> 21n) - equity;
  }
}

type Step =
  | {
      readonly kind: 'market';
      readonly instrument: number;
      readonly indices: [bigint, bigint];
      readonly next: MarketFigures;
    }
  | { readonly kind: 'account'; readonly id: number; readonly held: HeldAccount['positions']; readonly off: bigint };

const offset = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt({ min: -3n, max: 3n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: -(2n ** 20n), max: 2n ** 20n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('market' as const),
    instrument: fc.integer({ min: 1, max: INSTRUMENTS }),
    indices: fc.tuple(cashIndex, cashIndex),
    next: figures,
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('account' as const),
      id: fc.integer({ min: 1, max: 12 }),
      held: positions(INSTRUMENTS, PLACES),
      off: offset,
    }),
  },
);
const opening = fc.array(fc.tuple(fc.tuple(cashIndex, cashIndex), figures), {
  minLength: INSTRUMENTS,
  maxLength: INSTRUMENTS,
});

function setMarket(
  scans: [AccountScan, ExactScan],
  instrument: number,
  [long, short]: [bigint, bigint],
  next: MarketFigures,
) {
  const market = { ...perpetual(instrument), indexLong: long, indexShort: short };
  if (next === SETTLED_FIGURES) scans[0].setSettled(instrument, market);
  else scans[0].setMarket(instrument, market, next);
  scans[1].markets.set(instrument, { indices: { ...market }, figures: next });
  // The scan keeps a copy: what its caller does to the market later does not reach it.
  market.indexLong = 0n;
}

function perform(scans: [AccountScan, ExactScan], next: Step): void {
  if (next.kind === 'market') {
    setMarket(scans, next.instrument, next.indices, next.next);
    return;
  }
  const account = {
    id: next.id,
    collateral: scans[1].threshold(next.held) + next.off,
    positions: next.held.map((position) => ({ ...position })),
  };
  scans[0].setAccount(account);
  scans[1].accounts.set(next.id, structuredClone(account));
  for (const position of account.positions) position.size = 0n;
}

describe('accounts below maintenance margin', () => {
  test('exactly those that the rule calls so, whatever the magnitudes, at and around the threshold', () => {
    const seen = { below: 0, safe: 0, barely: 0 };
    fc.assert(
      fc.property(opening, fc.array(step, { minLength: 5, maxLength: 40 }), (markets, steps) => {
        const scans: [AccountScan, ExactScan] = [new AccountScan(PLACES), new ExactScan()];
        for (const [row, [indices, at]] of markets.entries()) setMarket(scans, row + 1, indices, at);
        for (const next of steps) {
          perform(scans, next);
          const below = scans[0].belowMaintenance().map(({ account }) => account);
          expect(below).toEqual(scans[1].belowMaintenance());
          if (next.kind === 'account') {
            expect(below.includes(next.id)).toBe(next.off < 0n);
            if (next.off === -1n || next.off === 0n) seen.barely++;
          }
          seen.below += below.length;
          seen.safe += scans[1].accounts.size - below.length;
        }
      }),
      { numRuns: 400 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(500);
  });

  test('an account is told with its exact equity and margin', () => {
    const scan = new AccountScan(PLACES);
    const at = perpetualAt(10_000_000n);
    scan.setMarket(1, indices(3n << 24n), at);
    // 100 lots long, 3 µUSD a lot earned since: below maintenance margin by one µUSD.
    const needed = (at.im * 100n + at.slope * 10_000n + (1n << 21n) - 1n) >> 21n;
    const account = {
      id: 7,
      collateral: needed - 1_000_000_300n - 1n,
      positions: [{ instrument: 1, size: 100n, snapshot: 0n }],
    };
    scan.setAccount(account);
    const margin = at.im * 100n + at.slope * 10_000n;
    expect(scan.belowMaintenance()).toEqual([{ account: 7, equity: needed - 1n, margin, maintenance: margin }]);
    scan.setAccount({ ...account, collateral: account.collateral + 1n });
    expect(scan.belowMaintenance()).toEqual([]);
    scan.setMarket(1, indices((3n << 24n) - 1n), at);
    expect(scan.belowMaintenance()).toHaveLength(1);
  });

  test('the sides of an option need different margins, and an expired one needs none', () => {
    const scan = new AccountScan(PLACES);
    const [mark, index] = [500_000n, 9_400_000n];
    scan.setMarket(3, indices(), marketFigures(option(3, 'call', 9_500_000n, 1), mark, index));
    const holding = (id: number, collateral: bigint, size: bigint) =>
      scan.setAccount({ id, collateral, positions: [{ instrument: 3, size, snapshot: 0n }] });
    // A long option is worth its maintenance margin, a short one needs the mark and 7.5 % of the index: 1,205,000 and a little.
    const needed = mark + (index * 157_290n) / 2n ** 21n + 1n;
    holding(1, 0n, 1n);
    holding(2, -1n, 1n);
    holding(3, mark + needed, -1n);
    holding(4, mark + needed - 1n, -1n);
    expect(scan.belowMaintenance().map(({ account }) => account)).toEqual([2, 4]);
    // It expires at 100,000 a lot: that is cash now.
    const paid = 100_000n << 24n;
    scan.setSettled(3, indices(paid, paid));
    holding(5, 100_000n, -1n);
    holding(6, 99_999n, -1n);
    expect(scan.belowMaintenance()).toEqual([{ account: 6, equity: -1n, margin: 0n, maintenance: 0n }]);
  });

  test('without positions only a debt is below', () => {
    const scan = new AccountScan(PLACES);
    scan.setAccount({ id: 1, collateral: 0n, positions: [] });
    scan.setAccount({ id: 2, collateral: -1n, positions: [{ instrument: 0, size: 0n, snapshot: 0n }] });
    scan.setAccount({ id: 3, collateral: 5n, positions: [] });
    expect(scan.belowMaintenance()).toEqual([{ account: 2, equity: -1n, margin: 0n, maintenance: 0n }]);
    expect(scan.nearest(5)).toEqual([{ account: 2, equity: -1n, margin: 0n, maintenance: 0n }]);
  });

  test('unknown markets and too many positions are refused, and nothing changes', () => {
    const scan = new AccountScan(1);
    scan.setMarket(1, indices(), perpetualAt(100n));
    scan.setAccount({ id: 1, collateral: -1n, positions: [] });
    const position = { instrument: 2, size: 1n, snapshot: 0n };
    expect(() => scan.setAccount({ id: 1, collateral: 1n, positions: [position] })).toThrow(
      expect.objectContaining({ name: 'UNKNOWN_INSTRUMENT' }),
    );
    const two = [1n, 2n].map((size) => ({ ...position, instrument: 1, size }));
    expect(() => scan.setAccount({ id: 1, collateral: 1n, positions: two })).toThrow(RangeError);
    expect(scan.belowMaintenance()).toHaveLength(1);
  });

  test('thousands of accounts keep apart', () => {
    const scan = new AccountScan(2);
    scan.setMarket(1, indices(), perpetualAt(1_000_000n));
    scan.setMarket(2, indices(), perpetualAt(500_000n));
    const held = [1, 2].map((instrument) => ({ instrument, size: instrument === 1 ? 2n : -2n, snapshot: 0n }));
    for (let id = 0; id < 5000; id++)
      scan.setAccount({ id, collateral: id % 1000 === 3 ? -1_000_000n : 0n, positions: held });
    expect(scan.belowMaintenance().map(({ account }) => account)).toEqual([3, 1003, 2003, 3003, 4003]);
    expect(scan.nearest(6).map(({ account }) => account)).toEqual([3, 1003, 2003, 3003, 4003, 0]);
  });
});

test('the nearest accounts are those of the lowest collateral ratio, in order', () => {
  let full = 0;
  fc.assert(
    fc.property(
      opening,
      fc.array(step, { minLength: 12, maxLength: 60 }),
      fc.integer({ min: 1, max: 14 }),
      (markets, steps, count) => {
        const scans: [AccountScan, ExactScan] = [new AccountScan(PLACES), new ExactScan()];
        for (const [row, [indices, at]] of markets.entries()) setMarket(scans, row + 1, indices, at);
        for (const next of steps) perform(scans, next);
        const nearest = scans[0].nearest(count).map(({ account }) => account);
        expect(nearest).toEqual(scans[1].nearest(count));
        if (nearest.length === count) full++;
      },
    ),
    { numRuns: 400 },
  );
  expect(full).toBeGreaterThan(100);
});

describe('the error bound', () => {
  const SCALE = 2n ** 60n;
  /** A double as a multiple of 2^-60, exact but for what lies below that. */
  const scaled = (value: number): bigint => BigInt(Math.trunc(value * 2 ** 60));
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

  test('holds for equity, maintenance margin and their difference; without it doubles would misjudge', () => {
    let misjudged = 0;
    fc.assert(
      fc.property(opening, opening, positions(INSTRUMENTS, PLACES), offset, (before, now, held, off) => {
        const exact = new ExactScan();
        const columns = new RiskColumns(PLACES);
        now.forEach(([[long, short], at], row) => {
          exact.markets.set(row + 1, { indices: indices(long, short), figures: at });
          const base = before[row]![0];
          columns.setCoefficients(2 * row, sideCoefficients(1n, at, long - base[0]));
          columns.setCoefficients(2 * row + 1, sideCoefficients(-1n, at, short - base[1]));
        });
        const live = held.filter(({ size }) => size !== 0n);
        const collateral = exact.threshold(live) + off;
        const cash = cashAtBase(collateral, live, (place) => {
          const { instrument, size } = live[place]!;
          return before[instrument - 1]![0][size > 0n ? 0 : 1];
        });
        const side = ({ instrument, size }: (typeof live)[number]) => ({
          column: 2 * (instrument - 1) + (size > 0n ? 0 : 1),
          lots: Math.abs(Number(size)),
        });
        columns.setRow(0, cash, live.map(side));
        columns.evaluate();
        const { equity, maintenance } = judgeAccount(
          { id: 1, collateral, positions: live },
          exact.indicesOf,
          exact.figuresOf,
        );
        const bound = scaled(columns.uncertainty[0]!);
        const needed = (maintenance * SCALE) >> 21n;
        const difference = columns.equity[0]! - columns.maintenance[0]!;
        expect(magnitude(scaled(columns.equity[0]!) - equity * SCALE) <= bound).toBe(true);
        expect(magnitude(scaled(columns.maintenance[0]!) - needed) <= bound).toBe(true);
        expect(magnitude(scaled(difference) - (equity * SCALE - needed)) <= bound).toBe(true);
        if (difference < 0 !== equity << 21n < maintenance) misjudged++;
      }),
      { numRuns: 3000 },
    );
    expect(misjudged).toBeGreaterThan(50);
  });

  test('is below a hundredth of a cent for ordinary accounts', () => {
    const columns = new RiskColumns(PLACES);
    const at = perpetualAt(10_000_000n);
    columns.setCoefficients(0, sideCoefficients(1n, at, 1n << 24n));
    // A million dollars of collateral, ten million dollars of position.
    columns.setRow(0, 1e12, [{ column: 0, lots: 1e6 }]);
    columns.evaluate();
    expect(columns.uncertainty[0]).toBeGreaterThan(2);
    expect(columns.uncertainty[0]).toBeLessThan(100);
  });
});
