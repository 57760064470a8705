import {
  accountHealth,
  type CashIndices,
  isLiquidatable,
  MAINTENANCE_FRACTION_BITS,
  newAccount,
  portfolioMargin,
  type ScenarioFigures,
  SETTLED_FIGURES,
  STANDARD_MODE,
  scenarioFigures,
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
const perpetualAt = (mark: bigint, underlying = 1): ScenarioFigures =>
  scenarioFigures({ ...perpetual(1), underlying }, mark, mark, []);
/** Margins of the parts of an account in their own units, 2^-20 and 2^-21 µUSD, in those of an account. */
const FINER = MAINTENANCE_FRACTION_BITS - 21n;

/** The rules alone: every account judged at every question. */
class ExactScan {
  readonly markets = new Map<number, { indices: CashIndices; figures: ScenarioFigures }>();
  readonly accounts = new Map<number, HeldAccount>();
  readonly indicesOf = (instrument: number): CashIndices => this.markets.get(instrument)!.indices;
  readonly figuresOf = (instrument: number): ScenarioFigures => this.markets.get(instrument)!.figures;

  belowMaintenance(): number[] {
    const below = [...this.accounts.values()].filter(({ id, positions: held, ...rest }) => {
      const account = { ...newAccount(id, 0n, { x: 0n, y: 1n }, 0), ...rest, positions: [...held] };
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
  threshold(held: HeldAccount['positions'], marginMode: number): bigint {
    const { equity, maintenance } = judgeAccount(
      { id: 0, collateral: 0n, marginMode, positions: held },
      this.indicesOf,
      this.figuresOf,
    );
    return -(-maintenance >> MAINTENANCE_FRACTION_BITS) - equity;
  }
}

type Step =
  | {
      readonly kind: 'market';
      readonly instrument: number;
      readonly indices: [bigint, bigint];
      readonly next: ScenarioFigures;
    }
  | {
      readonly kind: 'account';
      readonly id: number;
      readonly mode: number;
      readonly held: HeldAccount['positions'];
      readonly off: bigint;
    };

const offset = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt({ min: -3n, max: 3n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: -(2n ** 20n), max: 2n ** 20n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }) },
);
/** Standard, one of two underlyings, and one of which there is nothing. */
const mode = fc.constantFrom(STANDARD_MODE, 1, 2, 3);
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
      mode,
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
  next: ScenarioFigures,
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
    collateral: scans[1].threshold(next.held, next.mode) + next.off,
    marginMode: next.mode,
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
      marginMode: STANDARD_MODE,
      positions: [{ instrument: 1, size: 100n, snapshot: 0n }],
    };
    scan.setAccount(account);
    const margin = (at.im * 100n + at.slope * 10_000n) << FINER;
    expect(scan.belowMaintenance()).toEqual([{ account: 7, equity: needed - 1n, margin, maintenance: margin }]);
    scan.setAccount({ ...account, collateral: account.collateral + 1n });
    expect(scan.belowMaintenance()).toEqual([]);
    scan.setMarket(1, indices((3n << 24n) - 1n), at);
    expect(scan.belowMaintenance()).toHaveLength(1);
  });

  test('the sides of an option need different margins, and an expired one needs none', () => {
    const scan = new AccountScan(PLACES);
    const [mark, index] = [500_000n, 9_400_000n];
    scan.setMarket(
      3,
      indices(),
      scenarioFigures(option(3, 'call', 9_500_000n, 1), mark, index, new Array(9).fill(mark)),
    );
    const holding = (id: number, collateral: bigint, size: bigint) =>
      scan.setAccount({ id, collateral, marginMode: 0, positions: [{ instrument: 3, size, snapshot: 0n }] });
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

  test('in portfolio margin positions of its underlying are judged together, others by themselves', () => {
    const scan = new AccountScan(PLACES);
    const mark = 10_000_000n;
    const [btc, eth] = [perpetualAt(mark), perpetualAt(mark, 2)];
    for (const instrument of [1, 3]) scan.setMarket(instrument, indices(), btc);
    scan.setMarket(2, indices(), eth);
    // A hedge of one underlying loses nothing; the eighth of its margins and three quarters of that are left.
    const hedge = [1, 3].map((instrument) => ({ instrument, size: instrument === 1 ? 100n : -100n, snapshot: 0n }));
    const other = { instrument: 2, size: 100n, snapshot: 0n };
    const needed = (held: HeldAccount['positions'], marginMode: number): bigint => {
      const { maintenance, value } = portfolioMargin(held, (at) => (at === 2 ? eth : btc), marginMode);
      return -(-maintenance >> MAINTENANCE_FRACTION_BITS) - value;
    };
    const scoped = (3n * 2n * (btc.im * 100n + btc.slope * 10_000n)) << (MAINTENANCE_FRACTION_BITS - 25n);
    expect(needed(hedge, 1)).toBe(-(-scoped >> MAINTENANCE_FRACTION_BITS));
    [hedge, [...hedge, other], [other]].forEach((positions, i) => {
      for (const [j, marginMode] of [STANDARD_MODE, 1, 2].entries()) {
        const id = 10 * i + 2 * j;
        const collateral = needed(positions, marginMode);
        scan.setAccount({ id, collateral, marginMode, positions });
        scan.setAccount({ id: id + 1, collateral: collateral - 1n, marginMode, positions });
      }
    });
    expect(scan.belowMaintenance().map(({ account }) => account)).toEqual([1, 3, 5, 11, 13, 15, 21, 23, 25]);
    // The same account after it has changed its mode, there and back.
    const change = (marginMode: number) => scan.setAccount({ id: 0, collateral: 0n, marginMode, positions: hedge });
    const margins = [STANDARD_MODE, 1, STANDARD_MODE].map((marginMode) => {
      change(marginMode);
      return scan.belowMaintenance()[0]!.maintenance;
    });
    expect(margins[0]).toBe(margins[2]);
    expect(margins[1]! * 5n).toBeLessThan(margins[0]!);
  });

  test('without positions only a debt is below', () => {
    const scan = new AccountScan(PLACES);
    scan.setAccount({ id: 1, collateral: 0n, marginMode: 0, positions: [] });
    scan.setAccount({ id: 2, collateral: -1n, marginMode: 1, positions: [{ instrument: 0, size: 0n, snapshot: 0n }] });
    scan.setAccount({ id: 3, collateral: 5n, marginMode: 1, positions: [] });
    expect(scan.belowMaintenance()).toEqual([{ account: 2, equity: -1n, margin: 0n, maintenance: 0n }]);
    expect(scan.nearest(5)).toEqual([{ account: 2, equity: -1n, margin: 0n, maintenance: 0n }]);
  });

  test('unknown markets and too many positions are refused, and nothing changes', () => {
    const scan = new AccountScan(1);
    scan.setMarket(1, indices(), perpetualAt(100n));
    scan.setAccount({ id: 1, collateral: -1n, marginMode: 0, positions: [] });
    const position = { instrument: 2, size: 1n, snapshot: 0n };
    expect(() => scan.setAccount({ id: 1, collateral: 1n, marginMode: 0, positions: [position] })).toThrow(
      expect.objectContaining({ name: 'UNKNOWN_INSTRUMENT' }),
    );
    const two = [1n, 2n].map((size) => ({ ...position, instrument: 1, size }));
    expect(() => scan.setAccount({ id: 1, collateral: 1n, marginMode: 0, positions: two })).toThrow(RangeError);
    expect(scan.belowMaintenance()).toHaveLength(1);
  });

  test('thousands of accounts keep apart', () => {
    const scan = new AccountScan(2);
    scan.setMarket(1, indices(), perpetualAt(1_000_000n));
    scan.setMarket(2, indices(), perpetualAt(500_000n));
    const held = [1, 2].map((instrument) => ({ instrument, size: instrument === 1 ? 2n : -2n, snapshot: 0n }));
    for (let id = 0; id < 5000; id++)
      scan.setAccount({ id, collateral: id % 1000 === 3 ? -1_000_000n : 0n, marginMode: 0, positions: held });
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

/** Odd numbers of so many bits: none of their products is a double. */
const huge = (bits: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 2n ** BigInt(bits - 1), max: 2n ** BigInt(bits) - 1n }).map((value) => value | 1n);

describe('the error bound', () => {
  const SCALE = 2n ** 60n;
  /** A double as a multiple of 2^-60, exact but for what lies below that. */
  const scaled = (value: number): bigint => BigInt(Math.trunc(value * 2 ** 60));
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

  test('holds for equity, maintenance margin and their difference; without it doubles would misjudge', () => {
    const misjudged = [0, 0];
    fc.assert(
      fc.property(opening, opening, positions(INSTRUMENTS, PLACES), mode, offset, (before, now, held, of, off) => {
        const exact = new ExactScan();
        const columns = new RiskColumns(PLACES);
        now.forEach(([[long, short], at], row) => {
          exact.markets.set(row + 1, { indices: indices(long, short), figures: at });
          const base = before[row]![0];
          columns.setCoefficients(2 * row, sideCoefficients(1n, at, long - base[0]));
          columns.setCoefficients(2 * row + 1, sideCoefficients(-1n, at, short - base[1]));
        });
        const live = held.filter(({ size }) => size !== 0n);
        const collateral = exact.threshold(live, of) + off;
        const cash = cashAtBase(collateral, live, (place) => {
          const { instrument, size } = live[place]!;
          return before[instrument - 1]![0][size > 0n ? 0 : 1];
        });
        const side = ({ instrument, size }: (typeof live)[number]) => ({
          column: 2 * (instrument - 1) + (size > 0n ? 0 : 1),
          lots: Math.abs(Number(size)),
        });
        columns.setRow(0, cash, live.map(side), of);
        columns.evaluate();
        const { equity, maintenance } = judgeAccount(
          { id: 1, collateral, marginMode: of, positions: live },
          exact.indicesOf,
          exact.figuresOf,
        );
        const bound = scaled(columns.uncertainty[0]!);
        const needed = (maintenance * SCALE) >> MAINTENANCE_FRACTION_BITS;
        const difference = columns.equity[0]! - columns.maintenance[0]!;
        expect(magnitude(scaled(columns.equity[0]!) - equity * SCALE) <= bound).toBe(true);
        expect(magnitude(scaled(columns.maintenance[0]!) - needed) <= bound).toBe(true);
        expect(magnitude(scaled(difference) - (equity * SCALE - needed)) <= bound).toBe(true);
        if (difference < 0 !== equity << MAINTENANCE_FRACTION_BITS < maintenance)
          misjudged[of === STANDARD_MODE ? 0 : 1]!++;
      }),
      { numRuns: 3000 },
    );
    for (const count of misjudged) expect(count).toBeGreaterThan(50);
  });

  /** A portfolio that gains and loses up to 2^84 µUSD in its parts, and together exactly `loss` less in every scenario. */
  const cancelling = fc
    .record({
      sizes: fc.tuple(huge(47), huge(47)),
      gains: fc.tuple(huge(35), huge(35), huge(36)),
      loss: fc.constantFrom(1n, 50n, 2n ** 24n, 2n ** 34n, 2n ** 44n),
      off: fc.bigInt({ min: -3n, max: 3n }),
      parts: fc.bigInt({ min: 1n, max: 64n }),
    })
    .map(({ sizes: [a, b], gains: [v, w, u], ...rest }) => {
      const [first, second] = [a * v, b * w];
      const against = -((first + second) / u);
      const left = -(first + second + against * u) - rest.loss;
      return { ...rest, gains: [v, w, u, 1n], sizes: [a, b, against, left] };
    });

  test('covers a worst loss that is a small difference of large gains, in judging and in ranking', () => {
    let [misjudged, misranked] = [0, 0];
    fc.assert(
      fc.property(cancelling, cancelling, fc.constantFrom(1n, 10n ** 4n, 10n ** 8n), (one, other, ratio) => {
        const exact = new ExactScan();
        const scan = new AccountScan(4);
        const held = [one, other].map(({ gains, sizes }, portfolio) =>
          gains.map((gain, place) => {
            const nothing = { mark: 0n, im: 0n, mm: 0n, slope: 0n, option: false, underlying: 1 };
            const instrument = 1 + 4 * portfolio + place;
            setMarket([scan, exact], instrument, [0n, 0n], { ...nothing, values: new Array<bigint>(9).fill(gain) });
            return { instrument, size: sizes[place]!, snapshot: 0n };
          }),
        );
        const set = (portfolio: number, collateral: bigint) => {
          const account = { id: portfolio, collateral, marginMode: 1, positions: held[portfolio]! };
          scan.setAccount(account);
          exact.accounts.set(portfolio, account);
        };
        const doubled = ({ gains, sizes }: typeof one): number =>
          -gains.reduce((sum, gain, place) => sum + Number(sizes[place]) * Number(gain), 0);
        for (const [portfolio, { off }] of [one, other].entries()) {
          set(portfolio, exact.threshold(held[portfolio]!, 1) + off);
        }
        expect(scan.belowMaintenance().map(({ account }) => account)).toEqual(exact.belowMaintenance());
        if (Math.abs(doubled(one) - Number(one.loss)) > 100) misjudged++;
        // Ratios a few millionths apart.
        for (const [portfolio, { loss, parts }] of [one, other].entries()) {
          set(portfolio, (ratio * loss * (2n ** 20n + parts) * 3n) / 2n ** 22n);
        }
        const nearest = scan.nearest(1).map(({ account }) => account);
        expect(nearest).toEqual(exact.nearest(1));
        const byDoubles = [one, other].map(
          (each) => (Number(each.loss) * (2 ** 20 + Number(each.parts))) / doubled(each),
        );
        if ((byDoubles[0]! <= byDoubles[1]! ? 0 : 1) !== nearest[0]) misranked++;
      }),
      { numRuns: 600 },
    );
    expect(misjudged).toBeGreaterThan(50);
    expect(misranked).toBeGreaterThan(20);
  });

  test('is below a hundredth of a cent for ordinary accounts', () => {
    const columns = new RiskColumns(PLACES);
    const at = perpetualAt(10_000_000n);
    columns.setCoefficients(0, sideCoefficients(1n, at, 1n << 24n));
    // A million dollars of collateral, ten million dollars of position.
    columns.setRow(0, 1e12, [{ column: 0, lots: 1e6 }], STANDARD_MODE);
    columns.evaluate();
    expect(columns.uncertainty[0]).toBeGreaterThan(2);
    expect(columns.uncertainty[0]).toBeLessThan(100);
  });
});
