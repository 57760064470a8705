import { type BatchPlan, LEVY_DUST, type PlanRow } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, edit, expectAccepted, expectRefused, type Scene, TEST } from './batch-rig.ts';
import {
  ALICE,
  ALL,
  atPrice,
  BOB,
  CAP,
  CAROL,
  DAVE,
  deleveraged,
  LEVY,
  MARK,
  type Situation,
  shortfallScene,
  USD,
  withShortfall,
} from './shortfall-scene.ts';

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

const DEBT = -300n * USD;
const made = (now: Situation = {}): Scene => shortfallScene({ equity: DEBT, ...now }, deleveraged());
/** Alice's debt is small enough for fund and levy: her position is closed at the mark. */
const atMark = (now: Situation = {}): Scene => shortfallScene({ equity: -30n * USD, ...now }, deleveraged());
const priceOf = ({ plan }: Scene): bigint => plan.shortfall!.deleverage!.price;
const change =
  (account: number, result: (row: PlanRow) => Partial<PlanRow>) =>
  (plan: BatchPlan): BatchPlan => ({
    ...plan,
    rows: plan.rows.map((row) => (row.signed.instruction.account === account ? { ...row, ...result(row) } : row)),
  });
const visitOf = ({ plan }: Scene, account: number): number =>
  plan.visits.findIndex((visit) => visit.account === account);
const branch = (scene: Scene, account: number, taken: 0 | 1 | 2 | 3) => (input: Record<string, unknown>) => {
  (input.branch as bigint[][])[visitOf(scene, account)] = [1, 2, 3].map((b) => (b === taken ? 1n : 0n));
};

describe('a deleveraging', () => {
  it.each([false, true])('is accepted, beyond the mark and at it, Alice short: %s', async (flipped) => {
    const scene = made({ flipped });
    expect(priceOf(scene)).not.toBe(MARK);
    expect(scene.plan.rows.map(({ base }) => base)).toEqual([1000n, 600n, 400n]);
    await expectAccepted(circuit, scene);
    const plain = atMark({ flipped });
    expect(priceOf(plain)).toBe(MARK);
    await expectAccepted(circuit, plain);
  });
  it('is accepted of a part, against one counterparty', () =>
    expectAccepted(circuit, shortfallScene({ equity: DEBT }, deleveraged([DAVE], ALL / 2n))));

  it('refuses one while the fund can pay', async () => {
    await expectAccepted(circuit, atMark({ fund: LEVY_DUST - 1n, shown: { fund: 0n } }));
    await expectRefused(circuit, atMark({ fund: LEVY_DUST, shown: { fund: 0n } }));
  });
  it('refuses a price beyond the mark while the levy is below its cap', async () => {
    const scene = made({ fund: 10n, shown: { fund: 0n } });
    await expectAccepted(circuit, scene);
    await expectRefused(circuit, scene, { plan: withShortfall({ levyStep: CAP - 1n }) });
  });
  it('refuses a price that is better than the mark for the winners', async () => {
    // the levy pays 1 µUSD a lot more than the debt
    const equity = (-LEVY + 1000n) * 2n;
    const half = shortfallScene({ equity, shown: { equity: -LEVY * 2n + 4000n } }, deleveraged([BOB, DAVE], ALL / 2n));
    const price = MARK - 1n;
    const cheat = (plan: BatchPlan): BatchPlan =>
      atPrice(price)(withShortfall({ levyStep: CAP, deleverage: { price, ratio: ALL / 2n } }, LEVY)(plan));
    await expectRefused(circuit, half, { plan: cheat });
  });
  it('refuses to take more than the initial margin of the lots from a counterparty', async () => {
    // 50.00019 cents a lot
    const most = -LEVY - 1000n * 500_001n;
    const scene = (price: bigint, equity: bigint): Promise<void> | undefined => {
      const one = shortfallScene({ equity, shown: { equity: most } }, deleveraged());
      const cheat = (plan: BatchPlan): BatchPlan =>
        atPrice(price)(withShortfall({ deleverage: { price, ratio: ALL } })(plan));
      return price - MARK > 500_001n
        ? expectRefused(circuit, one, { plan: cheat })
        : expectAccepted(circuit, one, { plan: cheat });
    };
    // with 10 lots of ETH left a thousandth of the debt stays: the price is that of what goes
    const priceOfAll = (equity: bigint): bigint => MARK + (-equity - (-equity * 30n) / 10_030n - LEVY + 999n) / 1000n;
    const dearest = -((LEVY + 1000n * 500_001n) * 10_030n) / 10_000n;
    expect(priceOfAll(dearest)).toBe(MARK + 500_001n);
    await scene(MARK + 500_001n, dearest);
    await scene(MARK + 500_002n, dearest - 1000n);
  });
  it('refuses to close another part of one counterparty than of the other', () => {
    const scene = made();
    const more = (row: PlanRow, lots: bigint): Partial<PlanRow> => ({
      base: row.base + lots,
      quote: (row.base + lots) * priceOf(scene),
    });
    return expectRefused(circuit, scene, {
      plan: (plan) => change(DAVE, (row) => more(row, -1n))(change(BOB, (row) => more(row, 1n))(plan)),
    });
  });
  it('refuses another ratio', async () => {
    for (const by of [-(1n << 23n), 1n << 23n])
      await expectRefused(circuit, made(), {
        input: (input) => {
          input.deleverageRatio = (input.deleverageRatio as bigint) + by;
        },
      });
  });
  it('refuses a share of the debt that is too small or too large', async () => {
    const scene = made();
    for (const by of [-1n, 1n]) {
      const price = priceOf(scene) + by;
      await expectRefused(circuit, scene, {
        plan: (plan) => atPrice(price)(withShortfall({ deleverage: { price, ratio: ALL } })(plan)),
      });
    }
  });
  it('refuses two prices that cancel', () => {
    const scene = made();
    const quote = (by: bigint) => (row: PlanRow) => ({ quote: row.quote + by });
    return expectRefused(circuit, scene, {
      plan: (plan) => change(DAVE, quote(-1200n))(change(BOB, quote(1200n))(plan)),
    });
  });
  it('refuses a fee', () => {
    const plan = change(ALICE, () => ({ fee: 1n }));
    return expectRefused(circuit, made(), { plan });
  });

  it('refuses a debtor without a debt', async () => {
    const scene = atMark({ equity: 10n * USD, shown: { equity: -30n * USD } });
    const plan = withShortfall({ levyStep: 0n }, 0n);
    await expectRefused(circuit, scene, { plan });
    await expectRefused(circuit, scene, {
      plan,
      input: (input) => edit(input, 'bankrupt', visitOf(scene, ALICE), () => 1n),
    });
  });
  it('refuses a counterparty with a debt', () => {
    const scene = atMark({ bob: -10n * USD, shown: { bob: 2000n * USD } });
    return expectRefused(circuit, scene, { input: branch(scene, BOB, 3) });
  });
  it('accepts a counterparty below its maintenance margin that is no worse', () => {
    // Bob keeps a third of $225 and of his equity
    const scene = atMark({ bob: 100n * USD, shown: { bob: 2000n * USD } });
    return expectAccepted(circuit, scene);
  });

  /** No debtor: two winners, one on each side, of each the same part: a lot. */
  const withoutDebtor =
    (insurance: bigint | null) =>
    (plan: BatchPlan): BatchPlan => {
      const [alice, bob] = plan.rows as [PlanRow, PlanRow];
      const key = (row: PlanRow, account: number): PlanRow => ({
        ...row,
        signed: { ...row.signed, instruction: { ...row.signed.instruction, account } },
        base: 1n,
        quote: MARK,
      });
      return {
        ...plan,
        rows: [key(alice, CAROL), key(bob, BOB)],
        visits: [
          { account: BOB, epoch: 0, insurance: null },
          { account: CAROL, epoch: 0, insurance },
        ],
        shortfall: {
          ...plan.shortfall!,
          account: CAROL,
          levyStep: 0n,
          deleverage: { price: MARK, ratio: (1n << 32n) / 900n },
        },
      };
    };
  const keyed = (plan: BatchPlan, scene: Scene): BatchPlan => ({
    ...plan,
    rows: plan.rows.map((row) => ({
      ...row,
      signed: { ...row.signed, key: scene.settled.state.accounts.get(row.signed.instruction.account)!.key },
    })),
  });
  it.each([null, 0n])('refuses to close winners against each other (insurance %s)', (insurance) =>
    expectRefused(circuit, atMark(), { plan: (plan, scene) => keyed(withoutDebtor(insurance)(plan), scene) }),
  );
  it('refuses to close a winner against an order', () =>
    expectRefused(circuit, atMark(), {
      plan: (plan, { world }) => {
        const bob = plan.rows.find(({ signed }) => signed.instruction.account === BOB)!;
        const order = world.signed('order', CAROL, { side: 1, size: bob.base, limitPrice: MARK, slot: 11 });
        return {
          ...plan,
          rows: [bob, { signed: order, base: bob.base, quote: bob.quote, fee: 0n }],
          visits: [
            { account: BOB, epoch: 0, insurance: null },
            { account: CAROL, epoch: 0, insurance: null },
          ],
          shortfall: { ...plan.shortfall!, levyStep: 0n, account: BOB },
        };
      },
      input: (input) => {
        input.levied = 0n;
      },
    }));

  it('refuses a counterparty as the one with the debt, and the other way round', async () => {
    const scene = atMark();
    await expectRefused(circuit, scene, { input: (input) => edit(input, 'liquidated', visitOf(scene, BOB), () => 1n) });
    for (const name of ['liquidated', 'deleveraged'])
      await expectRefused(circuit, scene, { input: (input) => edit(input, name, visitOf(scene, ALICE), () => 0n) });
    await expectRefused(circuit, scene, {
      input: (input) => edit(input, 'deleveraged', visitOf(scene, BOB), () => 0n),
    });
    await expectRefused(circuit, scene, {
      input: (input) => {
        input.levyShort = 0n;
      },
    });
  });
  it('refuses rows that claim to be liquidations, and orders that claim to be deleveragings', async () => {
    const scene = atMark();
    for (const place of [0, 1, 2])
      await expectRefused(circuit, scene, {
        input: (input) => {
          edit(input, 'isDeleverage', place, () => 0n);
          edit(input, 'isLiquidate', place, () => 1n);
        },
      });
    await expectRefused(circuit, scene, { input: (input) => edit(input, 'isLiquidate', 0, () => 1n) });
  });
  it('refuses one of no row', () =>
    expectRefused(circuit, atMark({ equity: -30n * USD }), { input: (input) => edit(input, 'stressed', 0, () => 0n) }));

  it('refuses what a counterparty signs beside it', async () => {
    const single = shortfallScene({ equity: -30n * USD }, deleveraged([DAVE], ALL));
    await expectAccepted(circuit, single);
    for (const [kind, more] of [
      ['withdraw', { amount: USD }],
      ['transfer', { amount: USD, instrument: BOB }],
    ] as const)
      await expectRefused(circuit, single, {
        plan: (plan, { world }) => ({
          ...plan,
          rows: [
            ...plan.rows,
            { signed: world.signed(kind, DAVE, { ...more, slot: 9 }), base: 0n, quote: 0n, fee: 0n },
          ],
          visits:
            kind === 'withdraw'
              ? plan.visits
              : [plan.visits[0]!, { account: BOB, epoch: 0, insurance: null }, plan.visits[1]!],
        }),
      });
  });
  it('refuses a loss that a transfer to the counterparty hides', () => {
    const single = shortfallScene({ equity: -30n * USD }, deleveraged([DAVE], ALL));
    return expectRefused(circuit, single, {
      plan: (plan, { world }) => ({
        ...plan,
        rows: [
          ...plan.rows,
          {
            signed: world.signed('transfer', BOB, { amount: USD, instrument: DAVE, slot: 9 }),
            base: 0n,
            quote: 0n,
            fee: 0n,
          },
        ],
        visits: [plan.visits[0]!, { account: BOB, epoch: 0, insurance: null }, plan.visits[1]!],
      }),
    });
  });
});

describe('the epoch of a deleveraging', () => {
  const TWO = { name: 'two epochs', A: 3, R: 3, K: 2, DEPTH: 2, M: 2, T: 2, E: 2, Q: 1, U: 2, N: 1, V: 1, SETTLED: 1 };
  it('is the last one', async () => {
    const two = await batchCircuit(TWO);
    const scene = atMark({ size: TWO });
    await expectAccepted(two, scene);
    for (const account of [ALICE, BOB])
      await expectRefused(two, scene, {
        plan: (plan) => ({
          ...plan,
          visits: plan.visits.map((visit) => (visit.account === account ? { ...visit, epoch: 0 } : visit)),
        }),
      });
  });
});
