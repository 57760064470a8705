import {
  holding,
  marketFigures,
  portfolioMargin,
  type ScenarioFigures,
  scenarioFigures,
  scenarioStep,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HealthEvent, HealthModel, type HealthReport, liquidationPrice } from '../src/index.ts';
import { future, option, perpetual } from './support/terms.ts';

const INSTRUMENTS = [
  { row: 0, terms: perpetual(1, 1) },
  { row: 1, terms: perpetual(2, 2) },
];
const ONE = 1n << 24n;

const fill = (account: number, instrument: number, lots: bigint, price: bigint, fee: bigint): HealthEvent => ({
  type: 'fill',
  fill: { account, instrument, side: lots > 0n ? 0 : 1, size: lots > 0n ? lots : -lots, price, fee },
});
const deposit = (account: number, amount: bigint): HealthEvent => ({
  type: 'movement',
  movement: { kind: 'deposit', account, amount },
});
/** The index of both underlyings is that of their perpetuals. */
const round = (...marks: bigint[]): HealthEvent => ({
  type: 'round',
  round: { marks, scenarioPrices: [], index: marks.slice(0, 2) },
});

function followed(events: HealthEvent[]): HealthModel {
  const model = new HealthModel(INSTRUMENTS);
  for (const event of events) model.apply(event);
  return model;
}

describe('a worked example', () => {
  const model = followed([
    deposit(1, 1_000_000_000n),
    round(10_000_000n, 3_000_000n, 0n, 0n),
    fill(1, 1, 100n, 10_000_000n, 500_000n),
    fill(1, 1, 50n, 10_300_000n, 250_000n),
    fill(1, 1, -30n, 10_600_000n, 150_000n),
    { type: 'funding', funding: { instrument: 1, step: -1_000n * ONE } },
    round(10_500_000n, 3_000_000n, 0n, 0n),
  ]);

  test('entry, profit, fees and funding', () => {
    const report = model.report(1);
    expect(report.positions).toHaveLength(1);
    expect(report.positions[0]).toMatchObject({
      instrument: 1,
      size: 120n,
      entryPrice: 10_100_000n,
      notional: 1_260_000_000n,
      unrealizedPnl: 48_000_000n,
      realizedPnl: 15_000_000n,
      fees: 900_000n,
      fundingReceived: -120_000n,
    });
    expect(report.figures?.equity).toBe(1_000_000_000n + 48_000_000n + 15_000_000n - 900_000n - 120_000n);
    // 5 % (and a little for size) of $1,260.
    expect(report.figures?.initialMargin).toBeGreaterThan(63_000_000n);
    expect(report.figures?.initialMargin).toBeLessThan(63_200_000n);
    expect(report.figures!.freeCollateral).toBe(report.figures!.equity - report.figures!.initialMargin);
    const { equity, maintenanceMargin } = report.figures!;
    expect(report.figures!.collateralRatioPpm! / 1000n).toBe((equity * 1000n) / maintenanceMargin);
  });

  test('a levy is paid by those who hold its side when it comes, and by nobody else', () => {
    const levied = followed([
      deposit(1, 1_000_000_000n),
      deposit(2, 1_000_000_000n),
      round(10_000_000n, 3_000_000n, 0n, 0n),
      fill(1, 1, 100n, 10_000_000n, 0n),
      fill(2, 1, -100n, 10_000_000n, 0n),
      fill(2, 2, -5n, 3_000_000n, 0n),
      { type: 'levy', levy: { instrument: 1, short: true, step: 2_000n * ONE } },
      { type: 'funding', funding: { instrument: 1, step: 500n * ONE } },
      fill(2, 1, 40n, 10_000_000n, 0n),
      { type: 'levy', levy: { instrument: 1, short: false, step: 1_000n * ONE } },
    ]);
    expect(levied.report(1).positions[0]).toMatchObject({ size: 100n, fundingReceived: 50_000n - 100_000n });
    expect(levied.report(2).positions).toMatchObject([
      { size: -60n, fundingReceived: -200_000n - 50_000n },
      { size: -5n, fundingReceived: 0n },
    ]);
    expect(levied.report(2).figures!.equity).toBe(1_000_000_000n - 250_000n);
  });

  test('crossing zero closes at profit and opens at the price of the trade', () => {
    const flipped = new HealthModel(INSTRUMENTS, model.serialize());
    flipped.apply(fill(1, 1, -150n, 10_500_000n, 0n));
    expect(flipped.report(1).positions[0]).toMatchObject({
      size: -30n,
      entryPrice: 10_500_000n,
      realizedPnl: 63_000_000n,
      unrealizedPnl: 0n,
    });
    flipped.apply(fill(1, 1, 30n, 10_000_000n, 0n));
    const { positions, figures } = flipped.report(1);
    expect(positions[0]).toMatchObject({
      size: 0n,
      entryPrice: null,
      realizedPnl: 78_000_000n,
      liquidationPrice: null,
    });
    expect(figures).toMatchObject({ initialMargin: 0n, collateralRatioPpm: null });
  });

  test('without marks there are no figures, and unknown accounts are refused', () => {
    const blind = followed([deposit(1, 5n), fill(1, 1, 1n, 100n, 0n)]);
    expect(blind.report(1)).toMatchObject({ collateral: -95n, figures: null });
    expect(blind.report(1).positions[0]).toMatchObject({ unrealizedPnl: null, liquidationPrice: null });
    expect(() => blind.report(2)).toThrow(expect.objectContaining({ name: 'UNKNOWN_ACCOUNT' }));
    expect(() => blind.apply(fill(1, 9, 1n, 100n, 0n))).toThrow(
      expect.objectContaining({ name: 'UNKNOWN_INSTRUMENT' }),
    );
  });

  test('a serialized model goes on as the first', () => {
    const copy = new HealthModel(INSTRUMENTS, model.serialize());
    expect(copy.report(1)).toEqual(model.report(1));
    expect(copy.serialize()).toBe(model.serialize());
  });
});

describe('options and futures', () => {
  const HOUR = 480_000;
  const call = option(3, 'call', 10_000_000n, HOUR);
  const dated = future(4, HOUR);
  const listed = (row: number, terms: typeof call): HealthEvent => ({ type: 'listed', listing: { row, terms } });
  const opening = [deposit(1, 10_000_000_000n), deposit(2, 10_000_000_000n), listed(2, call), listed(3, dated)];
  const trades = [
    fill(1, 3, 100n, 400_000n, 1_000n),
    fill(2, 3, -100n, 400_000n, 1_000n),
    fill(2, 4, 10n, 10_050_000n, 500n),
  ];

  test('a bought option is worth its margin, a sold one needs the margin of the index', () => {
    const model = followed([...opening, ...trades, round(9_800_000n, 3_000_000n, 500_000n, 9_900_000n)]);
    const [bought, sold] = [model.report(1), model.report(2)];
    expect(bought.figures).toMatchObject({
      equity: 10_000_000_000n - 40_000_000n - 1_000n + 50_000_000n,
      initialMargin: 50_000_000n,
      maintenanceMargin: 50_000_000n,
      unrealizedPnl: 10_000_000n,
    });
    const short = holding(-100n, marketFigures(call, 500_000n, 9_800_000n));
    const long = holding(10n, marketFigures(dated, 9_900_000n, 9_800_000n));
    const [margin, maintenance] = [short.margin + long.margin, short.maintenance + long.maintenance];
    expect(sold.figures!.initialMargin).toBe(-(-margin >> 20n));
    expect(sold.figures!.maintenanceMargin).toBe(-(-maintenance >> 21n));
    const ratio = (sold.figures!.equity * 1_000_000n * 2n ** 21n) / maintenance;
    expect(sold.figures!.collateralRatioPpm).toBe(ratio);
  });

  test('no mark alone liquidates an account with options of the same underlying', () => {
    const prices = round(9_800_000n, 3_000_000n, 500_000n, 9_900_000n);
    const model = followed([...opening, ...trades, prices, fill(2, 2, 30_000n, 3_000_000n, 0n)]);
    const of = (account: number, instrument: number) =>
      model.report(account).positions.find((position) => position.instrument === instrument)!.liquidationPrice;
    expect([of(1, 3), of(2, 3), of(2, 4)]).toEqual([null, null, null]);
    // The other underlying moves by itself.
    expect(of(2, 2)).toBeGreaterThan(0n);
    model.apply(fill(2, 3, 100n, 500_000n, 0n));
    model.apply(fill(2, 4, 30_000n, 9_900_000n, 0n));
    expect(of(2, 4)).toBeGreaterThan(0n);
  });

  test('in portfolio margin positions of the underlying are margined together, from the event that says so', () => {
    const marks = [9_800_000n, 3_000_000n, 500_000n, 9_900_000n];
    const table = [0n, 1n, 2n, 900_000n, 1_300_000n, 1_700_000n, 3n, 800_000n, 1_900_000n];
    const prices: HealthEvent = {
      type: 'round',
      round: { marks, scenarioPrices: [[], [], table, []], index: marks.slice(0, 2) },
    };
    const model = followed([...opening, ...trades, prices, fill(2, 2, 30_000n, 3_000_000n, 0n)]);
    const standard = model.report(2).figures!;
    const held = [-100n, 10n, 30_000n].map((size, i) => ({ instrument: [3, 4, 2][i]!, size, snapshot: 0n }));
    const of: Record<number, ScenarioFigures> = {
      2: scenarioFigures(perpetual(2, 2), marks[1]!, marks[1]!, []),
      3: scenarioFigures(call, marks[2]!, marks[0]!, table),
      4: scenarioFigures(dated, marks[3]!, marks[0]!, []),
    };
    const modes = [1, 2, 0].map((marginMode) => {
      model.apply({ type: 'account', account: 2, marginMode });
      const { margin, maintenance } = portfolioMargin(held, (instrument) => of[instrument]!, marginMode);
      const { figures } = model.report(2);
      expect(figures!.initialMargin).toBe(-(-margin >> 24n));
      expect(figures!.maintenanceMargin).toBe(-(-maintenance >> 25n));
      expect(figures!.collateralRatioPpm).toBe((figures!.equity * 1_000_000n * 2n ** 25n) / maintenance);
      expect(new HealthModel([], model.serialize()).report(2)).toEqual(model.report(2));
      return figures!.initialMargin;
    });
    expect(modes[2]).toBe(standard.initialMargin);
    expect(new Set(modes)).toHaveProperty('size', 3);
    // What is margined together moves together: a perpetual alone in its underlying has a liquidation price in its mode, beside a future it has none.
    const priceOf = (instrument: number) =>
      model.report(2).positions.find((position) => position.instrument === instrument)!.liquidationPrice;
    model.apply(fill(2, 3, 100n, 500_000n, 0n));
    const alone = priceOf(2)!;
    model.apply({ type: 'account', account: 2, marginMode: 2 });
    expect(priceOf(2)).toBeGreaterThan(alone);
    model.apply(fill(2, 1, 30_000n, 9_800_000n, 0n));
    expect(priceOf(1)).toBeGreaterThan(0n);
    model.apply({ type: 'account', account: 2, marginMode: 1 });
    expect([priceOf(1), priceOf(4)]).toEqual([null, null]);
    expect(priceOf(2)).not.toBeNull();
  });

  test('at its expiry a position becomes realised profit and goes', () => {
    const before = round(9_800_000n, 3_000_000n, 500_000n, 9_900_000n);
    const model = followed([...opening, ...trades, before]);
    for (const terms of [call, dated]) {
      model.apply({ type: 'expired', expiry: { terms, settlementPrice: 10_300_000n } });
    }
    model.apply(round(9_800_000n, 3_000_000n, 0n, 0n));
    // The call pays 300,000 a lot, the future is settled at the index.
    expect(model.report(1)).toMatchObject({ positions: [], realizedPnl: -10_000_000n, fees: 1_000n });
    expect(model.report(2)).toMatchObject({ positions: [], realizedPnl: 10_000_000n + 2_500_000n, fees: 1_500n });
    expect(model.report(2).figures).toMatchObject({
      equity: 10_000_000_000n + 12_500_000n - 1_500n,
      initialMargin: 0n,
      maintenanceMargin: 0n,
    });
    const copy = new HealthModel([], model.serialize());
    expect(copy.report(2)).toEqual(model.report(2));
    expect(() => model.apply(fill(1, 3, 1n, 1n, 0n))).toThrow(expect.objectContaining({ name: 'UNKNOWN_INSTRUMENT' }));
  });

  test('a state of another version is refused', () => {
    expect(() => new HealthModel(INSTRUMENTS, '{"accounts":{"$m":[]},"marks":[]}')).toThrow(RangeError);
  });
});

const mark = fc.bigInt({ min: 1_000n, max: 100_000_000n });
const lots = fc.bigInt({ min: -20_000n, max: 20_000n }).filter((size) => size !== 0n);
const event: fc.Arbitrary<HealthEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 2), lots, mark, fc.bigInt({ min: 0n, max: 10n ** 6n }))
      .map(([i, l, p, f]) => fill(1, i, l, p, f)),
  },
  { weight: 2, arbitrary: fc.tuple(mark, mark).map(([a, b]) => round(a, b)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 2), fc.bigInt({ min: -(2n ** 50n), max: 2n ** 50n }))
      .map(([instrument, step]): HealthEvent => ({ type: 'funding', funding: { instrument, step } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('deposit', 'withdrawal', 'transferIn', 'transferOut'),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
      )
      .map(
        ([kind, amount]): HealthEvent => ({
          type: 'movement',
          movement: { kind: kind as 'deposit', account: 1, amount },
        }),
      ),
  },
);

describe('properties', () => {
  test('equity changes by realised and unrealised profit, less fees, plus funding and money in, and by nothing else', () => {
    const parts = (report: HealthReport): bigint =>
      report.netDeposits + report.realizedPnl + report.figures!.unrealizedPnl - report.fees + report.fundingReceived;
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const model = followed([deposit(1, 1n), round(10_000_000n, 3_000_000n)]);
        // The same account kept the plain way: cash, sizes and exact funding.
        let cash = 1n;
        let funding = 0n;
        const sizes: Record<number, bigint> = { 1: 0n, 2: 0n };
        let marks: readonly bigint[] = [10_000_000n, 3_000_000n];
        for (const next of events) {
          model.apply(next);
          if (next.type === 'fill') {
            const signed = next.fill.side === 0 ? next.fill.size : -next.fill.size;
            cash -= signed * next.fill.price + next.fill.fee;
            sizes[next.fill.instrument]! += signed;
          } else if (next.type === 'movement') {
            cash +=
              next.movement.kind === 'deposit' || next.movement.kind === 'transferIn'
                ? next.movement.amount
                : -next.movement.amount;
          } else if (next.type === 'funding') funding += sizes[next.funding.instrument]! * next.funding.step;
          else if (next.type === 'round') marks = next.round.marks;
          const report = model.report(1);
          const equity = cash + (funding >> 24n) + sizes[1]! * marks[0]! + sizes[2]! * marks[1]!;
          expect(report.figures!.equity).toBe(equity);
          expect(report.collateral).toBe(cash + (funding >> 24n));
          expect(parts(report)).toBe(equity);
          for (const { size, unrealizedPnl, entryPrice } of report.positions) {
            if (size === 0n) expect([unrealizedPnl, entryPrice]).toEqual([0n, null]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('an entry price lies between the prices paid since the position was flat', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            lots.map((l) => (l < 0n ? -l : l)),
            mark,
          ),
          { minLength: 1, maxLength: 10 },
        ),
        fc.boolean(),
        (trades, buys) => {
          const model = followed(trades.map(([size, price]) => fill(1, 1, buys ? size : -size, price, 0n)));
          const { entryPrice } = model.report(1).positions[0]!;
          const prices = trades.map(([, price]) => price);
          expect(prices.some((price) => price <= entryPrice!)).toBe(true);
          expect(prices.some((price) => price >= entryPrice!)).toBe(true);
        },
      ),
    );
  });

  test('at the liquidation price the account misses its maintenance margin, one µUSD per lot before it does not', () => {
    const terms = perpetual(1);
    const equity = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
    const others = fc.bigInt({ min: 0n, max: 2n ** 64n });
    let found = 0;
    fc.assert(
      fc.property(
        equity,
        others,
        lots,
        mark,
        fc.constantFrom(0, 1, 2),
        (rest, maintenance, size, price, marginMode) => {
          const account = { equity: rest, maintenance, marginMode };
          const safe = (at: bigint): boolean => {
            const own = holding(size, marketFigures(terms, at, price));
            const loss = 3n * scenarioStep(at) * (size > 0n ? size : -size);
            const needed = marginMode === 1 ? 3n * (loss * 2n ** 23n + own.margin) : own.maintenance * 2n ** 4n;
            return (rest + own.value) * 2n ** 25n >= maintenance + needed;
          };
          const liquidation = liquidationPrice(account, size, terms, price);
          const back = size > 0n ? 1n : -1n;
          if (!safe(price)) expect(liquidation).toBe(price);
          else if (liquidation === null) expect(safe(size > 0n ? 0n : 2n ** 36n - 1n)).toBe(true);
          else {
            found++;
            expect(safe(liquidation)).toBe(false);
            expect(safe(liquidation + back)).toBe(true);
            expect(size > 0n ? liquidation < price : liquidation > price).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  test('the reported liquidation price is that of the whole account, with two positions', () => {
    fc.assert(
      fc.property(
        lots,
        lots,
        mark,
        mark,
        fc.bigInt({ min: 10n ** 9n, max: 10n ** 12n }),
        (a, b, markA, markB, money) => {
          const events = [deposit(1, money), fill(1, 1, a, markA, 0n), fill(1, 2, b, markB, 0n)];
          const { positions } = followed([...events, round(markA, markB)]).report(1);
          const price = positions[0]!.liquidationPrice;
          if (price === null) return;
          const at = (other: bigint) => followed([...events, round(other, markB)]).report(1).figures!;
          if (price > 0n) expect(at(price).equity).toBeLessThan(at(price).maintenanceMargin);
          const before = price + (a > 0n ? 1n : -1n);
          if (price !== markA) expect(at(before).equity).toBeGreaterThanOrEqual(at(before).maintenanceMargin - 1n);
        },
      ),
    );
  });
});
