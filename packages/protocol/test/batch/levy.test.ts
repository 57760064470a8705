import { describe, expect, it } from 'vitest';
import { levyFor } from '../../../../test/scenario/shortfall-plans.ts';
import { BTC, USD } from '../../../../test/scenario/world.ts';
import {
  LEVY_DUST,
  type Liquidation,
  leastLevyStep,
  levyCap,
  levyCash,
  marketFigures,
  shortfallRefusal,
} from '../../src/index.ts';
import { exactMoney } from '../support/exact-money.ts';
import { ALICE, BOB, CAROL, DAVE, EVE, IndebtedWorld, MARK } from '../support/indebted-world.ts';
import { refused } from '../support/refused.ts';

/** An eighth of 5 % of $10, 2^-24 µUSD; 1500 lots bring $93.75 and a bit. */
const CAP = 2n * MARK * 52_429n;
const close = (world: IndebtedWorld, lots: bigint, more: Partial<Liquidation>, price = MARK): void =>
  world.w.liquidate(ALICE, world.taker(lots, world.size(ALICE) > 0n ? 0 : 1), lots, price, more);

describe('a levy', () => {
  it.each([false, true])(
    'pays from the other side what the fund cannot, and nobody else (Alice short: %s)',
    (flipped) => {
      const world = new IndebtedWorld(-50n * USD, 20n * USD, { flipped });
      const money = exactMoney(world.w.ledger.state);
      const plan = levyFor(world.w.ledger, ALICE, BTC, 1000n, 0n)!;
      expect(plan).toEqual({ insurance: 50n * USD, levyStep: leastLevyStep(1500n, 30n * USD) });
      close(world, 1000n, plan);
      expect([ALICE, EVE, CAROL].map((id) => world.equity(id))).toEqual([0n, 2000n * USD, 50_000n * USD]);
      // exactly 2 cents a lot
      expect([BOB, DAVE].map((id) => world.equity(id))).toEqual([1982n * USD, 1988n * USD]);
      expect([BOB, DAVE].map((id) => world.size(id))).toEqual(flipped ? [900n, 600n] : [-900n, -600n]);
      expect(world.fund).toBe(0n);
      const lost = money - exactMoney(world.w.ledger.state);
      expect(lost >= 0n && lost < 1n << 24n).toBe(true);
      const { broken, records } = world.settle();
      expect(broken).toEqual([]);
      expect(records).toHaveLength(1);
      expect(records[0]!.plan.shortfall).toEqual({
        row: 0,
        short: !flipped,
        account: ALICE,
        levyStep: plan.levyStep,
        deleverage: null,
      });
    },
  );

  it('is refused while the fund can pay', () => {
    const world = new IndebtedWorld(-50n * USD, 51n * USD + LEVY_DUST);
    refused(world.w, 'FUND_CAN_PAY', () => close(world, 1000n, { insurance: 50n * USD, levyStep: 1n }));
    close(world, 1000n, { insurance: 50n * USD });
  });

  it('leaves the fund less than its dust', () => {
    const world = new IndebtedWorld(-50n * USD, 20n * USD);
    const step = leastLevyStep(1500n, 30n * USD + LEVY_DUST);
    refused(world.w, 'FUND_CAN_PAY', () => close(world, 1000n, { insurance: 50n * USD, levyStep: step }));
    close(world, 1000n, { insurance: 50n * USD, levyStep: step - 1n });
    expect(world.fund).toBe(LEVY_DUST - 1n);
    expect(world.settle().broken).toEqual([]);
  });

  it('takes at most an eighth of the initial margin of a lot', () => {
    const cash = levyCash(1500n, CAP);
    const world = new IndebtedWorld(-cash, 0n);
    close(world, 1000n, { insurance: cash, levyStep: CAP });
    expect(world.settle().broken).toEqual([]);
    const poorer = new IndebtedWorld(-cash - 1n, 0n);
    expect(levyFor(poorer.w.ledger, ALICE, BTC, 1000n, 0n)).toBeNull();
    refused(poorer.w, 'LEVY_LIMIT', () =>
      close(poorer, 1000n, { insurance: cash + 1n, levyStep: leastLevyStep(1500n, cash + 1n) }),
    );
    refused(poorer.w, 'LIQUIDATION_DEBT', () => close(poorer, 1000n, { insurance: cash + 1n, levyStep: CAP }));
  });

  it('of a long option is at most an eighth of its premium, not of what a short one needs', () => {
    const terms = { kind: 3, underlying: 1, strike: 10n * USD, imRate: 157_287n, floorRate: 104_858n } as const;
    const figures = marketFigures(
      { ...new IndebtedWorld(0n, 0n).w.ledger.state.markets[0]!, ...terms },
      1n * USD,
      10n * USD,
    );
    expect(levyCap(figures, false)).toBe((USD << 24n) / 8n);
    expect(levyCap(figures, true)).toBe(figures.im << 1n);
    expect(figures.im > 2n * (USD << 20n)).toBe(true);
  });

  it('is for a debt only', () => {
    const solvent = new IndebtedWorld(1n * USD, 0n);
    // the cost of closing it at half a cent below the mark would be the fund's to pay
    refused(solvent.w, 'NOT_BANKRUPT', () =>
      close(solvent, 1000n, { insurance: 4n * USD, levyStep: leastLevyStep(1500n, 4n * USD) }, MARK - 5000n),
    );
    const idle = new IndebtedWorld(-50n * USD, 0n);
    refused(idle.w, 'NOT_BANKRUPT', () => close(idle, 400n, { levyStep: 1n }));
  });

  it('is at most twice what is paid off of the debt, whatever closing costs', () => {
    // a taker gains $5: $3 of debt bring at most twice that
    const small = new IndebtedWorld(-3n * USD, 0n);
    refused(small.w, 'LEVY_LIMIT', () =>
      close(small, 1000n, levyFor(small.w.ledger, ALICE, BTC, 1000n, 5n * USD)!, MARK - 5000n),
    );
    const larger = new IndebtedWorld(-4n * USD, 0n);
    close(larger, 1000n, levyFor(larger.w.ledger, ALICE, BTC, 1000n, 5n * USD)!, MARK - 5000n);
    expect(larger.settle().broken).toEqual([]);
  });

  it('of twice the debt and dust is too much', () => {
    const { ledger } = new IndebtedWorld(-50n * USD, 0n).w;
    const figures = marketFigures(ledger.state.markets[0]!, MARK, MARK);
    const at = (equity: bigint) => ({ equity, margin: 1n, maintenance: 1n });
    const judge = (cash: bigint, fundAfter = 0n) =>
      shortfallRefusal(
        { row: 0, short: true, account: ALICE, levyStep: leastLevyStep(1500n, cash), deleverage: null },
        figures,
        { before: at(-7n * USD), after: at(-2n * USD) },
        { insurance: 20n * USD, openInterest: 1500n, fundAfter },
      );
    expect(judge(10n * USD + LEVY_DUST - 1n)).toBeNull();
    expect(judge(10n * USD + LEVY_DUST)).toBe('LEVY_LIMIT');
    expect(judge(5n * USD, LEVY_DUST)).toBe('FUND_CAN_PAY');
  });

  it('is taken before everything else of a batch, and the fund stays empty in it', () => {
    const world = new IndebtedWorld(-50n * USD, 0n);
    const { w } = world;
    const sell = w.signed('order', BOB, { side: 1, size: 10n, limitPrice: 1n, slot: 4 });
    w.fill(sell, w.signed('order', CAROL, { size: 10n, limitPrice: 20n * USD, slot: 5 }), 10n, MARK);
    close(world, 1000n, levyFor(w.ledger, ALICE, BTC, 1000n, 0n)!);
    w.deposit(EVE, 5n * USD);
    w.insure(2n * USD);
    const { broken, records } = world.settle();
    expect(broken).toEqual([]);
    expect(records.map(({ plan }) => [plan.shortfall !== null, plan.entries.length])).toEqual([
      [false, 0],
      [true, 1],
      [false, 1],
    ]);
  });

  it('ends its batch with its round', () => {
    const world = new IndebtedWorld(-levyCash(1500n, CAP), 0n);
    const { w } = world;
    close(world, 1000n, { insurance: levyCash(1500n, CAP), levyStep: CAP });
    w.now += 5;
    w.round(MARK, 3n * USD);
    w.deposit(EVE, 5n * USD);
    w.deposit(EVE, 5n * USD);
    const { broken, records } = world.settle();
    expect(broken).toEqual([]);
    expect(records).toHaveLength(2);
  });
});
