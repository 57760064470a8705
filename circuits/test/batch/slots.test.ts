import type { BatchPlan, RowSource, SignedInstruction } from '@tenor/protocol';
import { beforeAll, describe, it } from 'vitest';
import { World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, edit, expectAccepted, expectRefused, type Scene, scene, TEST } from './batch-rig.ts';
import { ALICE, BOB, CAROL, history, resumedScene, USD } from './trading-scene.ts';

let circuit: TestCircuit;
let resumed: Scene;
let withdrawal: SignedInstruction;
let replayed: Scene;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
  resumed = resumedScene();
  replayed = scene(
    TEST,
    new World(TEST),
    (w) => {
      history(w);
      withdrawal = w.signed('withdraw', CAROL, { amount: 20n * USD, slot: 7 });
      w.oneShot(withdrawal);
      w.oneShot(w.signed('cancelAll', BOB, { slot: 8 }));
    },
    (w) => w.oneShot(w.signed('withdraw', CAROL, { amount: 20n * USD, slot: 7 })),
  );
});

const withRow =
  (row: number, change: (signed: RowSource, scene: Scene) => SignedInstruction, base?: bigint) =>
  (plan: BatchPlan, at: Scene): BatchPlan => ({
    ...plan,
    rows: plan.rows.map((old, i) =>
      i === row ? { ...old, signed: change(old.signed, at), base: base ?? old.base } : old,
    ),
  });

describe('slots', () => {
  it('accepts an order that continues', () => expectAccepted(circuit, resumed));
  it('accepts the last lot of an order', () => expectAccepted(circuit, resumed, { plan: trade(30n) }));
  it('refuses one lot more than the size over all batches', () =>
    expectRefused(circuit, resumed, { plan: trade(31n) }));
  it('accepts an edit to a smaller total that still covers the fills', () =>
    expectAccepted(circuit, resumed, {
      plan: withRow(0, ({ instruction }, { world }) =>
        world.signed('order', ALICE, { ...instruction, revision: 1, size: 30n }),
      ),
    }));
  it('refuses an edit whose total is already filled', () =>
    expectRefused(circuit, resumed, {
      plan: withRow(0, ({ instruction }, { world }) =>
        world.signed('order', ALICE, { ...instruction, revision: 1, size: 29n }),
      ),
    }));
  it('refuses an older generation', () =>
    expectRefused(circuit, resumed, {
      plan: withRow(0, ({ instruction }, { world }) =>
        world.signed('order', ALICE, { ...instruction, generation: instruction.generation - 1n }),
      ),
    }));
  it('refuses a slot claimed empty', () =>
    expectRefused(circuit, resumed, {
      record: (record) => Object.assign(record.rows[0]!, { oldSlot: { generation: 0n, revision: 0, filled: 0n } }),
    }));
  it('refuses a slot claimed less filled', () =>
    expectRefused(circuit, resumed, { record: (record) => Object.assign(record.rows[0]!.oldSlot, { filled: 0n }) }));
  it('refuses a neighbour of the slot rewritten', () =>
    expectRefused(circuit, resumed, {
      input: (input) => {
        (input.otherSlot as bigint[][])[0]![0] = 1n;
      },
    }));
  it('refuses a slot number beyond the leaf (place 3)', () =>
    expectRefused(circuit, resumed, { input: (input) => edit(input, 'slot', 0, (slot) => slot + 768n) }));
  it('refuses a row left out of the slot chain', () =>
    expectRefused(circuit, chained(), { input: (input) => edit(input, 'sequence', 1, () => 0n) }));
  it('accepts two rows of one account, chained', () => expectAccepted(circuit, chained()));

  it('accepts a fresh withdrawal from the slot of an old one', () => expectAccepted(circuit, replayed));
  it('refuses a withdrawal replayed', () => expectRefused(circuit, replayed, { plan: withRow(0, () => withdrawal) }));
  it('refuses a withdrawal replayed over a slot claimed empty', () =>
    expectRefused(circuit, replayed, {
      plan: withRow(0, () => withdrawal),
      record: (record) => Object.assign(record.rows[0]!, { oldSlot: { generation: 0n, revision: 0, filled: 0n } }),
    }));
  it('refuses a one-shot at the generation of its slot', () =>
    expectRefused(circuit, replayed, {
      plan: withRow(0, ({ instruction }, { world }) =>
        world.signed('withdraw', CAROL, { ...instruction, generation: withdrawal.instruction.generation, revision: 1 }),
      ),
    }));
  it('refuses what a cancel-all killed', () => expectRefused(circuit, killed(), {}));
  it('refuses it with minGeneration claimed lower', () =>
    expectRefused(circuit, killed(), { input: (input) => edit(input, 'minGeneration', 0, () => 0n) }));
  it('refuses a minGeneration raised by nobody', () =>
    expectRefused(circuit, replayed, {
      record: (record) => Object.assign(record.visits[0]!.after, { minGeneration: 9_999_999n }),
    }));
  it('refuses a minGeneration raised beyond the signed one', () =>
    expectRefused(circuit, cancelling(), {
      record: (record) => {
        record.visits[0]!.after.minGeneration += 1n;
      },
    }));
  it('accepts a cancel-all as signed', () => expectAccepted(circuit, cancelling()));
});

const trade =
  (base: bigint) =>
  (plan: BatchPlan): BatchPlan => ({
    ...plan,
    rows: plan.rows.map((row) => ({ ...row, base, quote: base * 10n * USD, fee: 0n })),
  });

/** Carol signs two instructions in one batch. */
const chained = (): Scene =>
  scene(TEST, new World(TEST), history, (w) => {
    w.oneShot(w.signed('cancel', CAROL, { slot: 5 }));
    w.oneShot(w.signed('withdraw', CAROL, { amount: 1n, slot: 6 }));
  });

const cancelling = (): Scene =>
  scene(TEST, new World(TEST), history, (w) => w.oneShot(w.signed('cancelAll', CAROL, { slot: 5 })));

/** A withdrawal whose generation a settled cancel-all had killed, put into a batch by force. */
function killed(): Scene {
  let dead: SignedInstruction | undefined;
  const whole = scene(
    TEST,
    new World(TEST),
    (w) => {
      history(w);
      dead = w.signed('withdraw', CAROL, { amount: 1n, slot: 6 });
      w.oneShot(w.signed('cancelAll', CAROL, { slot: 5 }));
    },
    (w) => w.oneShot(w.signed('withdraw', CAROL, { amount: 1n, slot: 6 })),
  );
  return { ...whole, plan: withRow(0, () => dead!)(whole.plan, whole) };
}
