import { LEVY_DUST, leastLevyStep } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { levyFor } from '../../../test/scenario/shortfall-plans.ts';
import type { World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, edit, expectAccepted, expectRefused, type Scene, TEST } from './batch-rig.ts';
import {
  ALICE,
  BTC,
  CAP,
  CAROL,
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

/** Carol takes lots of Alice's at this price; the fund and, where that is short, the winners pay. */
const closed =
  (lots = 1000n, price = MARK) =>
  (w: World): void => {
    const { accounts } = w.ledger.state;
    const long = accounts.get(ALICE)!.positions[0]!.size > 0n;
    const order = w.signed('order', CAROL, {
      size: lots,
      side: long ? 0 : 1,
      limitPrice: long ? 20n * USD : 1n,
      slot: 11,
    });
    const cost = lots * (long ? MARK - price : price - MARK);
    w.liquidate(ALICE, order, lots, price, levyFor(w.ledger, ALICE, BTC, lots, cost)!);
  };
const levied = (now: Situation = {}, lots = 1000n, price = MARK): Scene => shortfallScene(now, closed(lots, price));
/** The share of the debt that goes with Alice's 1000 lots: she keeps 10 lots of ETH, 5 % of $30 beside $500. */
const share = (debt: bigint): bigint => debt - (debt * (30n * USD * 52_429n)) / (10_030n * USD * 52_429n);
const debtor = (scene: Scene): number => scene.plan.visits.findIndex(({ account }) => account === ALICE);
const closing = (scene: Scene): number =>
  scene.plan.rows.findIndex(({ signed }) => signed.instruction.kind === 'liquidate');

describe('a levy', () => {
  it.each([false, true])('is accepted, Alice short: %s', async (flipped) => {
    const made = levied({ flipped, fund: 5n * USD });
    const { plan, settled } = made;
    expect(plan.shortfall).toMatchObject({ row: 0, short: !flipped, account: ALICE });
    const { insurance } = plan.visits[0]!;
    expect(insurance).toBe(share(30n * USD));
    expect(plan.shortfall!.levyStep).toBe(leastLevyStep(1500n, insurance! - 5n * USD));
    const { houseAfter } = settled.net(plan);
    expect(houseAfter.insuranceFund).toBe(0n);
    await expectAccepted(circuit, made);
  });
  it('is accepted for a part, and at a cost', async () => {
    await expectAccepted(circuit, levied({}, 400n));
    await expectAccepted(circuit, levied({}, 400n, MARK - 5_000n));
  });
  it('is accepted at its cap, and refused 2^-24 µUSD a lot beyond it', async () => {
    const near = levied({ equity: -93n * USD - 500_000n });
    const step = (levyStep: bigint) => ({ plan: withShortfall({ levyStep }) });
    // of what the highest levy brings, less than a dollar is not needed
    expect(LEVY - share(93n * USD + 500_000n) < LEVY_DUST).toBe(true);
    await expectAccepted(circuit, near, step(CAP));
    await expectRefused(circuit, near, step(CAP + 1n));
  });

  it('refuses one while the fund can pay', async () => {
    await expectAccepted(circuit, levied({ fund: LEVY_DUST - 1n, shown: { fund: 0n } }));
    await expectRefused(circuit, levied({ fund: LEVY_DUST, shown: { fund: 0n } }));
  });
  it('refuses one that stays in the fund', () => {
    const made = levied();
    return expectRefused(circuit, made, {
      plan: withShortfall({ levyStep: leastLevyStep(1500n, share(30n * USD) + LEVY_DUST) }),
    });
  });

  it('refuses one for the cost of closing a solvent account', () => {
    // $1 of equity, $5 of cost; the debtor may lie about the sign
    const made = levied({ equity: USD, shown: { equity: -4n * USD } }, 1000n, MARK - 5_000n);
    const insurance = 4n * USD;
    const cheat = withShortfall({ levyStep: leastLevyStep(1500n, insurance) }, insurance);
    return Promise.all([
      expectRefused(circuit, made, { plan: cheat }),
      expectRefused(circuit, made, { plan: cheat, input: (input) => edit(input, 'bankrupt', debtor(made), () => 1n) }),
    ]);
  });
  it('refuses one of more than twice what is paid off, and dust', async () => {
    // 1000 lots cost $5 to close: with $3 of debt it is too much, with $4 it is not
    const cost = 5n * USD;
    await expectAccepted(circuit, levied({ equity: -4n * USD }, 1000n, MARK - 5_000n));
    const made = levied({ equity: -3n * USD, shown: { equity: -4n * USD } }, 1000n, MARK - 5_000n);
    const insurance = share(3n * USD) + cost;
    await expectRefused(circuit, made, {
      plan: withShortfall({ levyStep: leastLevyStep(1500n, insurance) }, insurance),
    });
  });

  it('refuses one of the winners of a market in which nothing of the debtor is closed', () =>
    // ten lots of ETH at $3 bring what ten of BTC would: 1.8 cents each
    expectRefused(circuit, levied({ equity: -100_000n }), {
      plan: (plan) => withShortfall({ row: 1, levyStep: leastLevyStep(10n, plan.visits[0]!.insurance!) })(plan),
    }));
  it('accepts that levy where ETH is what is closed', () =>
    expectAccepted(
      circuit,
      shortfallScene({ equity: -100_000n }, (w) => {
        const order = w.signed('order', CAROL, { instrument: 2, size: 10n, limitPrice: 20n * USD, slot: 11 });
        w.liquidate(ALICE, order, 10n, 3n * USD, levyFor(w.ledger, ALICE, 2, 10n, 0n)!);
      }),
    ));
  it('refuses one of the side of the debt', async () => {
    // Alice pays her own levy, which the fund pays back
    const made = levied({ equity: -15n * USD });
    const levyStep = ((15n * USD) << 24n) / 495n;
    const debt = 15n * USD + ((1000n * levyStep + (1n << 24n) - 1n) >> 24n);
    await expectRefused(circuit, made, { plan: withShortfall({ short: false, levyStep }, share(debt)) });
  });
  it('refuses one in the name of another account', () =>
    expectRefused(circuit, levied(), { plan: withShortfall({ account: CAROL }) }));

  it.each<[string, (scene: Scene) => Record<string, number>]>([
    ['no debt', (made) => ({ levyDebt: debtor(made) })],
    ['no row', (made) => ({ levies: closing(made) })],
    ['neither', (made) => ({ levyDebt: debtor(made), levies: closing(made) })],
  ])('refuses one for %s', (_, off) => {
    const made = levied();
    return expectRefused(circuit, made, {
      input: (input) => {
        for (const [name, place] of Object.entries(off(made))) edit(input, name, place, () => 0n);
      },
    });
  });
  it('refuses one that says that it is none', () => {
    const made = levied();
    return expectRefused(circuit, made, {
      input: (input) => {
        input.levied = 0n;
        edit(input, 'levyDebt', debtor(made), () => 0n);
        edit(input, 'levies', closing(made), () => 0n);
      },
    });
  });
  it.each(['levyAccount', 'levyPaid', 'levyStep', 'levyRest', 'levyShort', 'deleveragePrice'])(
    'refuses another %s',
    (name) =>
      expectRefused(circuit, levied(), {
        input: (input) => {
          input[name] = name === 'levyShort' ? 0n : (input[name] as bigint) + 1n;
        },
      }),
  );
  it('refuses one of no row, or of two', async () => {
    const made = levied();
    await expectRefused(circuit, made, { input: (input) => edit(input, 'stressed', 0, () => 0n) });
    await expectRefused(circuit, made, { input: (input) => edit(input, 'stressed', 1, () => 1n) });
  });
});
