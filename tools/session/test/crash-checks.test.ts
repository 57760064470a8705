import { type BatchPlan, CIRCUIT_SIZES, genesisState, newAccount, type PlanVisit } from '@tenor/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { put } from '../../../test/scenario/dated.ts';
import { DOMAIN, oracleKeys, oracleRound, START, USD, World } from '../../../test/scenario/world.ts';
import { missing, solvency, unmatched } from '../crash/books.ts';
import { type CheckedBatch, PlanCheck } from '../crash/plan-check.ts';
import { type LiquidationReceipt, receiptFault, receiptsAgainstPlans } from '../crash/receipt-check.ts';

const size = CIRCUIT_SIZES.test;
const HOUR = Math.floor(START / 3600);
const [MAKER, LONG] = [1, 2];
const LOTS = 1000n;
const ETH = 3n * USD;

/** A maker with much and a trader with $700 who buys 1000 lots of BTC at $10; the mark falls to $9.50 and lots are closed at 9.45 for a fee. */
function story(): { plans: BatchPlan[]; world: World } {
  const world = new World(size, genesisState(size, HOUR));
  world.round(10n * USD, ETH);
  world.register(MAKER, 'maker');
  world.register(LONG, 'long');
  world.deposit(MAKER, 50_000n * USD);
  world.deposit(LONG, 700n * USD);
  world.insure(1_000n * USD);
  const sell = { side: 1 as const, slot: 1, size: LOTS, limitPrice: 10n * USD };
  const buy = { side: 0 as const, slot: 1, size: LOTS, limitPrice: 10n * USD };
  world.fill(world.signed('order', LONG, buy), world.signed('order', MAKER, sell), LOTS, 10n * USD);
  world.ledger.seal();
  world.now += 10;
  world.round(9_500_000n, ETH);
  const takes = { side: 0 as const, slot: 2, size: LOTS, limitPrice: 10n * USD };
  world.liquidate(LONG, world.signed('order', MAKER, takes), 900n, 9_450_000n, { fee: 20n * USD });
  world.ledger.seal();
  return { plans: world.ledger.takeSealed(), world };
}

/** Runs plans through the check; stops at the first that cannot be worked out. */
function checkAll(plans: readonly BatchPlan[]): { check: PlanCheck; batches: CheckedBatch[] } {
  const check = new PlanCheck(size, DOMAIN, HOUR, oracleKeys(size));
  return { check, batches: plans.map((plan) => check.check(plan)) };
}

let plans: BatchPlan[];
let liquidating: BatchPlan;
let told: World;
beforeAll(() => {
  ({ plans, world: told } = story());
  liquidating = plans.at(-1)!;
});

/** The last batch of the story changed by somebody, checked after the others. */
const changed = (change: (plan: BatchPlan) => BatchPlan): CheckedBatch =>
  checkAll([...plans.slice(0, -1), change(liquidating)]).batches.at(-1)!;
const changeClosed = (result: object) => (plan: BatchPlan) => ({
  ...plan,
  rows: plan.rows.map((row) => (row.signed.instruction.kind === 'liquidate' ? { ...row, ...result } : row)),
});
const changeVisit =
  (change: Partial<PlanVisit>) =>
  (plan: BatchPlan): BatchPlan => ({
    ...plan,
    visits: plan.visits.map((visit) => (visit.account === LONG ? { ...visit, ...change } : visit)),
  });

describe('plans', () => {
  test('an honest story keeps the rules and ends in the state of the ledger', () => {
    const { check, batches } = checkAll(plans);
    expect(batches.flatMap(({ faults }) => faults)).toEqual([]);
    const [judged] = batches.at(-1)!.liquidations;
    expect(judged).toMatchObject({ account: LONG, insurance: 0n, refusal: null });
    // 900 lots, 5 cents worse than the mark, and a fee of $20; at most a quarter of 5 % of their value of $8550.
    expect(judged!.cost).toBe(65n * USD);
    expect(judged!.bound).toBeGreaterThan(judged!.cost);
    expect(judged!.bound).toBeLessThan(107n * USD);
    expect([...check.state.accounts.values()].map(({ collateral }) => collateral)).toEqual(
      [...told.ledger.state.accounts.values()].map(({ collateral }) => collateral),
    );
    expect(check.flows).toMatchObject({ deposited: 50_700n * USD, insured: 1_000n * USD, withdrawn: 0n });
  });

  test.each([
    ['costs too much', changeClosed({ quote: 900n * 9_300_000n }), 'LIQUIDATION_COST'],
    ['is too large', changeClosed({ base: 1000n, quote: 1000n * 9_499_000n, fee: 0n }), 'LIQUIDATION_TOO_LARGE'],
    ['gets insurance that nobody owes', changeVisit({ insurance: 5n }), 'LIQUIDATION_DEBT'],
    ['is none, but a visit like any other', changeVisit({ insurance: null }), 'closed without a liquidation'],
  ])('a liquidation that %s is found', (_, change, fault) => {
    expect(changed(change).faults.join()).toContain(fault);
  });

  test('an account above its maintenance margin may not be closed', () => {
    const { faults } = changed((plan) => ({
      ...plan,
      rounds: plan.rounds.map((round) => ({ ...round, marks: [9_900_000n, ...round.marks.slice(1)] })),
    }));
    expect(faults.join()).toContain('NOT_LIQUIDATABLE');
  });

  test('a position that grows is no liquidation', () => {
    expect(changed(changeClosed({ base: -1n })).faults.join()).toContain('NOT_REDUCED');
  });

  test('a batch that is left out is found', () => {
    expect(() => checkAll(plans.slice(1))).toThrow('does not follow');
  });
});

describe('a change of the margin mode', () => {
  const dev = CIRCUIT_SIZES.dev;
  /** The trader, with $1700 and 1000 lots, takes portfolio margin of BTC in the second batch and leaves it in the third. */
  function modes(change: (plan: BatchPlan) => BatchPlan = (plan) => plan): string[] {
    const world = new World(dev, genesisState(dev, HOUR));
    world.round(10n * USD, ETH);
    world.register(MAKER, 'maker');
    world.register(LONG, 'long');
    world.deposit(MAKER, 50_000n * USD);
    world.deposit(LONG, 1_700n * USD);
    const order = (account: number, side: 0 | 1) => world.signed('order', account, { side, size: LOTS });
    world.fill(order(LONG, 0), order(MAKER, 1), LOTS, 10n * USD, { takerFee: 0n });
    const plans = world.sealed();
    for (const instrument of [1, 0]) {
      world.oneShot(world.signed('marginMode', LONG, { instrument }));
      plans.push(...world.sealed());
    }
    const check = new PlanCheck(dev, DOMAIN, HOUR, oracleKeys(dev));
    return plans.flatMap((plan, i) => check.check(i === plans.length - 1 ? change(plan) : plan).faults);
  }

  test('keeps the rules at the last round with the full margin of the new mode', () => {
    expect(modes()).toEqual([]);
  });

  test('is found where it is judged at another round', () => {
    const faults = modes((plan) => ({ ...plan, visits: plan.visits.map((visit) => ({ ...visit, epoch: 0 })) }));
    expect(faults.join()).toContain(`account ${LONG} is in portfolio margin, and not judged at the last round`);
  });

  test('is found where equity reaches the maintenance margin only, although margin falls', () => {
    const faults = modes((plan) => ({
      ...plan,
      rounds: plan.rounds.map((round) => ({ ...round, marks: [8_700_000n, ...round.marks.slice(1)] })),
    }));
    expect(faults.join()).toContain(`account ${LONG} breaks its margin rule`);
  });
});

describe('books', () => {
  test('balance to 2^-24 µUSD after an honest story, and not when anything is a µUSD beside it', () => {
    const { check } = checkAll(plans);
    expect(missing(check.state, check.flows)).toBe(0n);
    expect(unmatched(check.state).size).toBe(0);
    check.state.house.insuranceFund += 1n;
    expect(missing(check.state, check.flows)).toBe(-(1n << 24n));
    check.state.house.insuranceFund -= 1n;
    check.flows.remainders += 1n;
    expect(missing(check.state, check.flows)).toBe(-1n);
    check.state.accounts.get(LONG)!.positions[0]!.size += 1n;
    expect([...unmatched(check.state)]).toEqual([[1, 1n]]);
  });

  test('funding that is earned and not settled is counted', () => {
    const { check } = checkAll(plans);
    const market = check.state.markets[0]!;
    market.indexLong += 5n << 20n;
    market.indexShort += 5n << 20n;
    expect(missing(check.state, check.flows)).toBe(0n);
    market.indexShort += 1n;
    expect(missing(check.state, check.flows)).not.toBe(0n);
  });

  test('the worst equity and every debt are found', () => {
    const state = genesisState(size, HOUR);
    for (const [id, collateral] of [
      [1, 100n],
      [2, -30n],
      [3, -12n],
    ] as const)
      state.accounts.set(id, { ...newAccount(id, 1n, { x: 0n, y: 1n }, size.K), collateral });
    expect(solvency(state, oracleRound(size, 1, START, [1n, 1n]))).toMatchObject({
      worstAccount: 2,
      worstEquity: -30n,
      badDebt: 42n,
    });
    state.accounts.get(3)!.positions[0] = { instrument: 1, size: 2n, snapshot: 0n };
    expect(solvency(state, oracleRound(size, 2, START, [9n, 1n])).badDebt).toBe(30n);
  });
});

describe('receipts', () => {
  const receipt: LiquidationReceipt = {
    batch: 0,
    account: LONG,
    instrument: 1,
    wasLong: true,
    lots: 900n,
    quote: 900n * 9_450_000n,
    mark: 9_500_000n,
    index: [9_500_000n, ETH],
    fee: 20n * USD,
    insurance: 0n,
    equityBefore: 199n * USD,
    maintenanceMarginBefore: 238n * USD,
    equityAfter: 199n * USD - 65n * USD,
    keeper: MAKER,
  };
  const terms = genesisState(size, HOUR).markets[0]!;
  const own = (): LiquidationReceipt => ({ ...receipt, batch: liquidating.number });

  test('an honest one keeps the rule; one that costs a µUSD too much or comes too early does not', () => {
    expect(receiptFault(receipt, terms)).toBeNull();
    const bound = (900n * 9_500_000n * terms.imRate) >> 22n;
    expect(receiptFault({ ...receipt, equityAfter: receipt.equityBefore - bound }, terms)).toBeNull();
    expect(receiptFault({ ...receipt, equityAfter: receipt.equityBefore - bound - 1n }, terms)).toContain('may cost');
    expect(receiptFault({ ...receipt, insurance: 200n * USD }, terms)).toContain('may cost');
    expect(receiptFault({ ...receipt, maintenanceMarginBefore: 199n * USD }, terms)).toContain('above');
  });

  test('a short option is judged by its own margin, which is of the index and not of the mark', () => {
    const option = put(3, 2, ETH, HOUR + 8);
    // At the money, 10 cents dear: IM = 15 % of $3 + 10 cents a lot, and a quarter of that may be lost.
    const short = { ...receipt, instrument: 3, wasLong: false, lots: 100n, mark: 100_000n, index: [9_500_000n, ETH] };
    const most = (100n * (option.imRate * ETH + (100_000n << 20n))) >> 22n;
    const lost = (cost: bigint) => ({ ...short, equityAfter: short.equityBefore - cost });
    expect(receiptFault(lost(most), option)).toBeNull();
    expect(receiptFault(lost(most + 1n), option)).toContain('may cost');
    // A long one has its value as margin.
    expect(receiptFault({ ...lost(2_500_000n), wasLong: true }, option)).toBeNull();
    expect(receiptFault({ ...lost(2_500_001n), wasLong: true }, option)).toContain('may cost');
  });

  test('what they tell is compared with the plans, in both directions', () => {
    expect(receiptsAgainstPlans([own()], plans)).toEqual([]);
    const half = { ...own(), lots: 450n, quote: 450n * 9_450_000n, fee: 10n * USD };
    expect(receiptsAgainstPlans([half, half], plans)).toEqual([]);
    expect(receiptsAgainstPlans([], plans).length).toBe(2);
    expect(receiptsAgainstPlans([own(), { ...own(), account: MAKER }], plans).length).toBe(2);
    for (const wrong of [{ lots: 899n }, { quote: 1n }, { fee: 0n }, { insurance: 1n }])
      expect(receiptsAgainstPlans([{ ...own(), ...wrong }], plans).length).toBe(1);
  });
});
