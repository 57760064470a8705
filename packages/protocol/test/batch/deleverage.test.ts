import { describe, expect, it } from 'vitest';
import { deleverageFor } from '../../../../test/scenario/shortfall-plans.ts';
import { BTC, USD } from '../../../../test/scenario/world.ts';
import { type Deleverage, LEVY_DUST, levyCash } from '../../src/index.ts';
import { exactMoney } from '../support/exact-money.ts';
import { ALICE, BOB, CAROL, DAVE, EVE, IndebtedWorld, MARK } from '../support/indebted-world.ts';
import { refused } from '../support/refused.ts';

const CAP = 2n * MARK * 52_429n;
const LEVY = levyCash(1500n, CAP);
/** Two thirds of 1500 lots are the 1000 of Alice. */
const ALL = (2n << 32n) / 3n;
const planFor = ({ w }: IndebtedWorld, ratio = ALL, parties: readonly number[] = [BOB, DAVE]): Deleverage =>
  deleverageFor(w.ledger, ALICE, BTC, parties, ratio);

describe('a deleveraging', () => {
  it.each([false, true])('closes a debt against all winners pro rata, at one price (Alice short: %s)', (flipped) => {
    const world = new IndebtedWorld(-300n * USD, 7n * USD, { flipped });
    const money = exactMoney(world.w.ledger.state);
    const plan = planFor(world);
    const loss = (300n * USD - 7n * USD - LEVY + 999n) / 1000n;
    expect(plan).toMatchObject({
      price: flipped ? MARK - loss : MARK + loss,
      levyStep: CAP,
      insurance: 7n * USD + LEVY,
    });
    world.w.deleverage(plan);
    expect([ALICE, BOB, DAVE].map((id) => world.size(id))).toEqual(flipped ? [0n, 300n, 200n] : [0n, -300n, -200n]);
    expect(world.equity(ALICE) >= 0n && world.equity(ALICE) < 1000n).toBe(true);
    // each loses the levy on what it held and the price on what is closed
    const levied = (lots: bigint): bigint => (lots * CAP + (1n << 24n) - 1n) >> 24n;
    expect(world.equity(BOB)).toBe(2000n * USD - levied(900n) - 600n * loss);
    expect(world.equity(DAVE)).toBe(2000n * USD - levied(600n) - 400n * loss);
    expect([EVE, CAROL].map((id) => world.equity(id))).toEqual([2000n * USD, 50_000n * USD]);
    expect(world.fund).toBe(0n);
    expect(world.w.ledger.state.markets[0]!.openInterest).toBe(500n);
    const lost = money - exactMoney(world.w.ledger.state);
    expect(lost >= 0n && lost < 3n << 24n).toBe(true);
    expect(world.settle().broken).toEqual([]);
  });

  it('at the mark costs counterparties nothing, and needs no levy at its cap', () => {
    const world = new IndebtedWorld(-30n * USD, 10n * USD);
    const plan = planFor(world);
    expect(plan.price).toBe(MARK);
    expect(plan.levyStep < CAP && plan.levyStep > 0n).toBe(true);
    refused(world.w, 'DELEVERAGE_PRICE', () => world.w.deleverage({ ...plan, price: MARK + 1n }));
    world.w.deleverage(plan);
    expect(world.equity(ALICE)).toBe(0n);
    expect(world.settle().broken).toEqual([]);
  });

  it('leaves of a debt its share where a part is closed', () => {
    const world = new IndebtedWorld(-300n * USD, 0n);
    const plan = planFor(world, ALL / 2n);
    world.w.deleverage(plan);
    const left = -300n * USD;
    expect(world.size(ALICE)).toBe(500n);
    const rest = world.equity(ALICE) * 2n - left;
    expect(rest >= 0n && rest < 1002n).toBe(true);
    world.w.deleverage(planFor(world, ((1n << 32n) * 500n) / 1000n));
    expect(world.size(ALICE)).toBe(0n);
    expect(world.equity(ALICE) >= 0n).toBe(true);
    const { broken, records } = world.settle();
    expect(broken).toEqual([]);
    expect(records).toHaveLength(2);
  });

  it('is refused while the fund can pay', () => {
    const world = new IndebtedWorld(-30n * USD, 30n * USD + LEVY_DUST);
    const plan = { ...planFor(world), levyStep: 0n, insurance: 30n * USD };
    refused(world.w, 'FUND_CAN_PAY', () => world.w.deleverage(plan));
  });

  it('never asks a debtor for less or more than its share', () => {
    const world = new IndebtedWorld(-300n * USD, 0n);
    const plan = planFor(world);
    refused(world.w, 'LIQUIDATION_DEBT', () => world.w.deleverage({ ...plan, price: plan.price - 1n }));
    refused(world.w, 'LIQUIDATION_DEBT', () => world.w.deleverage({ ...plan, price: plan.price + 1n }));
  });

  it('never is at a price better than the mark for the winners', () => {
    const world = new IndebtedWorld(-LEVY + 1000n, 0n);
    const plan = { ...planFor(world), levyStep: CAP, insurance: LEVY };
    refused(world.w, 'DELEVERAGE_PRICE', () => world.w.deleverage({ ...plan, price: MARK - 1n }));
    world.w.deleverage(planFor(world));
  });

  it('takes from a counterparty at most the initial margin of its lots', () => {
    // $500 of margin and the levy: beyond, only less can be closed
    const most = 1000n * 500_002n;
    const world = new IndebtedWorld(-LEVY - most, 0n);
    const plan = planFor(world);
    expect(plan.price - MARK).toBe(500_002n);
    refused(world.w, 'DELEVERAGE_LOSS', () => world.w.deleverage(plan));
    const part = planFor(world, ALL / 2n);
    expect(part.price - MARK < 500_000n).toBe(true);
    world.w.deleverage(part);
    expect(world.settle().broken).toEqual([]);
  });

  it('leaves out a counterparty that cannot bear it', () => {
    // after the levy Bob has two thirds of his maintenance margin, and would lose more of his equity than of his margin
    const poor = 150n * USD + ((900n * CAP) >> 24n);
    const world = new IndebtedWorld(-300n * USD, 0n, { bob: poor });
    refused(world.w, 'DELEVERAGE_LOSS', () => world.w.deleverage(planFor(world)));
    world.w.deleverage(planFor(world, 1n << 32n, [DAVE]));
    expect([BOB, DAVE].map((id) => world.size(id))).toEqual([-900n, 0n]);
    expect(world.settle().broken).toEqual([]);
  });

  it('is of a debt and of winners alone', () => {
    const world = new IndebtedWorld(10n * USD, 0n);
    const wish = { account: ALICE, counterparties: [BOB, DAVE], ratio: ALL };
    refused(world.w, 'LIQUIDATION_DEBT', () => world.w.deleverage(wish));
    const indebted = new IndebtedWorld(-30n * USD, 0n);
    const plan = planFor(indebted);
    for (const [counterparties, name] of [
      [[EVE], 'NO_POSITION'],
      [[CAROL], 'NO_POSITION'],
      [[BOB, BOB], 'SELF_TRADE'],
      [[ALICE], 'SELF_TRADE'],
      [[], 'INVALID_PARAMS'],
    ] as const)
      refused(indebted.w, name, () => indebted.w.deleverage({ ...plan, counterparties }));
    refused(indebted.w, 'NO_POSITION', () => indebted.w.deleverage({ ...plan, ratio: 1n << 32n }));
    refused(indebted.w, 'INVALID_PARAMS', () => indebted.w.deleverage({ ...plan, ratio: 0n }));
    refused(indebted.w, 'INVALID_PARAMS', () => indebted.w.deleverage({ ...plan, ratio: (1n << 32n) + 1n }));
    refused(indebted.w, 'AMOUNT_OUT_OF_RANGE', () => indebted.w.deleverage({ ...plan, insurance: -1n }));
    refused(indebted.w, 'LEVY_LIMIT', () => indebted.w.deleverage({ ...plan, levyStep: -1n }));
    refused(indebted.w, 'LIQUIDATION_TOO_LARGE', () =>
      indebted.w.deleverage({ ...plan, counterparties: [2, 4, 5, 6, 7, 8, 9, 10] }),
    );
  });

  it('never shares a batch with what its accounts sign, or with another one', () => {
    const world = new IndebtedWorld(-300n * USD, 0n);
    const { w } = world;
    w.deposit(BOB, 1n * USD);
    w.deleverage(planFor(world, ALL / 2n));
    w.deposit(EVE, 1n * USD);
    w.deposit(DAVE, 1n * USD);
    w.deleverage(planFor(world, ALL / 4n));
    w.now += 5;
    w.round(MARK + 100n, 3n * USD);
    w.deposit(CAROL, 1n * USD);
    const { broken, records } = world.settle();
    expect(broken).toEqual([]);
    expect(records.map(({ plan }) => [plan.shortfall !== null, plan.entries.length])).toEqual([
      [false, 1],
      [true, 1],
      [false, 1],
      [true, 0],
      [false, 1],
    ]);
  });
});
