import { type BatchPlan, type BatchRecord, type Columns, newAccount } from '@tenor/protocol';
import { beforeAll, describe, it } from 'vitest';
import { World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, edit, expectAccepted, expectRefused, type Scene, scene, TEST } from './batch-rig.ts';
import { ALICE, BOB, BTC, CAROL, ETH, tradingScene, USD, WITHDRAW } from './trading-scene.ts';

let circuit: TestCircuit;
let trading: Scene;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
  trading = tradingScene();
});

const amount =
  (usd: bigint) =>
  (plan: BatchPlan, { world }: Scene): BatchPlan => ({
    ...plan,
    rows: plan.rows.map((row, i) =>
      i === WITHDRAW
        ? { ...row, signed: world.signed('withdraw', row.signed.instruction.account, { amount: usd * USD, slot: 700 }) }
        : row,
    ),
  });
/** A whole visit's signals by name. */
const VISIT_SIGNALS = [
  'on',
  'fresh',
  'id',
  'epoch',
  'rows',
  'moves',
  'cancelled',
  'liquidated',
  'bankrupt',
  'insurance',
  'ownerReads',
  'owner',
  'visitAx',
  'visitAy',
  'collateral0',
  'collateral1',
  'slots0',
  'slots1',
  'minGeneration0',
  'minGeneration1',
  'deposit',
  'out',
  'remainder',
  'branch',
  'heldInstrument',
  'size0',
  'size1',
  'snapshot0',
  'reduceReads',
  'indexLong',
  'indexShort',
  'visitMark',
  'visitIm',
  'visitMm',
  'visitSlope',
  'isOption',
  'isSettled',
  'visitChild',
];
const reorder =
  (order: number[]) =>
  (input: Columns): void => {
    for (const name of VISIT_SIGNALS)
      input[name] = order.map((v) => (input[name] as Columns[string][])[v]!) as Columns[string];
  };

describe('visits', () => {
  it('refuses an inactive visit that offers its key', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'on', 2, () => 0n) }));
  it('refuses an inactive visit before an active one', () =>
    expectRefused(circuit, trading, { input: reorder([3, 0, 1, 2]) }));
  it('refuses visits out of order', () => expectRefused(circuit, trading, { input: reorder([1, 0, 2, 3]) }));
  it('refuses the same account visited twice', () => expectRefused(circuit, trading, { input: reorder([0, 0, 1, 2]) }));
  it('refuses rows of an account that is not visited', () =>
    expectRefused(circuit, trading, { input: reorder([0, 2, 3, 3]) }));
  it('refuses an account id beyond the tree', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'id', 2, (id) => id + 256n) }));
  it('refuses an old leaf with more collateral', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        record.visits[0]!.before.collateral += USD;
        record.visits[0]!.after.collateral += USD;
      },
    }));
  it('refuses a withdrawal beyond the balance', () => expectRefused(circuit, trading, { plan: amount(10_000n) }));
  it('accepts a withdrawal of everything', () => expectAccepted(circuit, trading, { plan: amount(340n) }));
  it('refuses one µUSD more', () =>
    expectRefused(circuit, trading, {
      plan: (plan, at) =>
        amount(340n)(plan, at) && {
          ...plan,
          rows: plan.rows.map((row, i) =>
            i === WITHDRAW
              ? { ...row, signed: at.world.signed('withdraw', CAROL, { amount: 340n * USD + 1n, slot: 700 }) }
              : row,
          ),
        },
    }));
  it('refuses a withdrawal into the margin of open positions', () =>
    expectRefused(circuit, trading, {
      plan: (plan, { world }) => ({
        ...plan,
        rows: plan.rows.map((row, i) =>
          i === WITHDRAW ? { ...row, signed: world.signed('withdraw', BOB, { amount: 985n * USD, slot: 700 }) } : row,
        ),
      }),
    }));
  it('refuses a withdrawal the visit does not pay', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        Object.assign(record.visits[2]!, { out: 0n });
      },
    }));
  it('refuses a payment nobody asked for', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        const visit = record.visits[0]!;
        visit.out = 10n * USD;
        visit.after.collateral -= 10n * USD;
      },
    }));
  it('refuses a payment to another owner', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'owner', 2, () => 0xbadn) }));
  it('refuses one instrument in two places', () => expectRefused(circuit, trading, { record: splitPosition }));
  it('refuses a position that changes its instrument', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        const visit = record.visits[0]!;
        const place = visit.instruments.indexOf(ETH);
        visit.after.positions[place]!.instrument = BTC;
        visit.instruments[place] = BTC;
      },
    }));
  it('refuses a position hidden from the margin rule', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        const visit = record.visits[0]!;
        const place = visit.instruments.indexOf(ETH);
        visit.after.positions[place] = { instrument: 0, size: 0n, snapshot: 0n };
      },
    }));
});

function splitPosition(record: { visits: BatchRecord['visits'][number][] }): void {
  const visit = record.visits[0]!;
  const place = visit.instruments.indexOf(BTC);
  const free = visit.instruments.indexOf(0);
  const position = visit.after.positions[place]!;
  visit.after.positions[free] = { ...position, size: 5n };
  position.size -= 5n;
  visit.instruments[free] = BTC;
}

describe('the allowed change (Alice long 1000 lots of $10: IM 500, MM 250; she sells 100 lots)', () => {
  const LOTS = 1000n;
  /** Alice's equity is set before the sale at `price`; Bob is rich. */
  const cut = (equity: bigint, price: bigint, fee = 0n, side: 0 | 1 = 1, legal = true): Scene => {
    const w = new World(TEST);
    const state = w.ledger.state;
    for (const [id, owner] of [
      [ALICE, 0xan],
      [BOB, 0xbn],
    ] as const)
      state.accounts.set(id, newAccount(id, owner, w.keyOf(id === ALICE ? 'alice' : 'bob'), TEST.K));
    w.name(ALICE, 'alice');
    w.name(BOB, 'bob');
    const [alice, bob] = [state.accounts.get(ALICE)!, state.accounts.get(BOB)!];
    alice.collateral = (equity - 10_000n) * USD;
    alice.positions[0] = { instrument: BTC, size: LOTS, snapshot: 0n };
    bob.collateral = 50_000n * USD;
    bob.positions[0] = { instrument: BTC, size: -LOTS, snapshot: 0n };
    state.markets[0] = { ...state.markets[0]!, openInterest: LOTS, imRate: 52_429n, slopeRate: 0n };
    return forced(w, price, fee, side, legal);
  };
  const forced = (w: World, price: bigint, fee: bigint, side: 0 | 1, legal: boolean): Scene => {
    const lots = 100n;
    const quote = (price * USD * lots) / 1000n;
    const more = { size: lots, side, limitPrice: side === 1 ? 1n : 20n * USD };
    const base = scene(
      TEST,
      w,
      (world) => world.round(10n * USD, 3n * USD),
      (world) => {
        const rich = world.ledger.state.accounts.get(ALICE)!;
        if (!legal) rich.collateral += 100_000n * USD;
        world.fill(
          world.signed('order', ALICE, more),
          world.signed('order', BOB, {
            size: lots,
            side: (1 - side) as 0 | 1,
            limitPrice: side === 1 ? 20n * USD : 1n,
          }),
          lots,
          quote / lots,
          { takerFee: fee },
        );
      },
    );
    return base;
  };
  it('branch 0: above initial margin', () => expectAccepted(circuit, cut(1500n, 10_000n)));
  it('branch 1: above maintenance margin, reduces', () => expectAccepted(circuit, cut(350n, 10_000n)));
  it('branch 2: below maintenance margin, the ratio does not fall', () =>
    expectAccepted(circuit, cut(150n, 10_000n, 100_000n)));
  it('branch 3: negative equity, no worse', () => expectAccepted(circuit, cut(-100n, 10_000n)));
  it.each([
    ['below maintenance margin when the ratio falls', () => cut(150n, 9_600n, 0n, 1, false)],
    ['negative equity made worse by a fee', () => cut(-100n, 10_000n, 1n, 1, false)],
    ['an increase between maintenance and initial margin', () => cut(350n, 10_000n, 0n, 0, false)],
  ])('refuses %s, whatever branch is named', async (_, make) => {
    const refused = make();
    for (const branch of [0, 1, 2, 3]) {
      await expectRefused(circuit, refused, {
        record: (record) => {
          Object.assign(record.visits[0]!, { branch });
        },
      });
    }
  });
  it('refuses a branch that is none', () =>
    expectRefused(circuit, cut(1500n, 10_000n), {
      input: (input) => {
        (input.branch as bigint[][])[0] = [1n, 1n, 0n];
      },
    }));
});
