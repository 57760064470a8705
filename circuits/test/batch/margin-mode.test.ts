import type { BatchPlan, Columns } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, cheated, edit, expectAccepted, expectRefused, type Scene, TEST } from './batch-rig.ts';
import { BITCOIN, BOB, ETHER, modeScene, STANDARD, sellMore, takeMode } from './mode-scene.ts';
import { USD } from './trading-scene.ts';

const PLACE = 1; // of Bob among the visits, and of the mode among the rows of the scenes that have a trade
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

type Nested = bigint | Nested[];
/** Edits one number of a nested array signal. */
function nested(input: Columns, name: string, path: readonly number[], change: (value: bigint) => bigint): void {
  let column = input[name] as Nested[];
  for (const place of path.slice(0, -1)) column = column[place] as Nested[];
  const last = path[path.length - 1]!;
  column[last] = change(column[last] as bigint);
}

describe('a margin mode', () => {
  const change = (mode = BITCOIN): Scene =>
    modeScene({ collateral: 400n * USD, mode: STANDARD }, (w) => takeMode(w, mode));

  it('is taken, of the leaf and of the published words', async () => {
    const batch = cheated(change(), {});
    expect(await circuit.refusal(batch.input)).toEqual([]);
    const kept = cheated(
      modeScene({ collateral: 400n * USD, mode: STANDARD }, (w) => takeMode(w, STANDARD)),
      {},
    );
    expect(await circuit.refusal(kept.input)).toEqual([]);
    const modes = (words: readonly bigint[]) => words.map((word, i) => (word === kept.words[i] ? 0n : word >> 132n));
    expect(modes(batch.words).filter((mode) => mode === 1n).length).toBeGreaterThan(0);
    expect(batch.newRoot).not.toBe(kept.newRoot);
  });

  it('is taken back', () =>
    expectAccepted(
      circuit,
      modeScene({ collateral: 400n * USD, mode: BITCOIN }, (w) => takeMode(w, STANDARD)),
    ));

  it('needs the signature of the account', () =>
    expectRefused(circuit, change(), {
      plan: (plan, { world }) => ({
        ...plan,
        rows: [{ ...plan.rows[0]!, signed: world.signed('marginMode', BOB, { instrument: 1, slot: 60 }, 'alice') }],
      }),
    }));

  it('is no other one than was signed', async () => {
    for (const taken of [STANDARD, ETHER])
      await expectRefused(circuit, change(), {
        record: (record) => {
          record.visits[0]!.after.marginMode = taken;
        },
      });
    await expectRefused(circuit, change(), { input: (input) => edit(input, 'rowInstrument', 0, () => 2n) });
  });

  it('does not change without a row, nor a row without a change', async () => {
    const without = (plan: BatchPlan): BatchPlan => ({ ...plan, rows: [] });
    for (const modeChanged of [true, false])
      await expectRefused(circuit, change(), {
        plan: without,
        record: (record) => {
          const visit = record.visits[0]!;
          visit.after.marginMode = BITCOIN;
          Object.assign(visit, { modeChanged });
        },
      });
    await expectRefused(circuit, change(), {
      record: (record) => Object.assign(record.visits[0]!, { modeChanged: false }),
    });
    const cancelled = (plan: BatchPlan, { world }: Scene): BatchPlan => ({
      ...plan,
      rows: [{ ...plan.rows[0]!, signed: world.signed('cancel', BOB, { slot: 60 }) }],
    });
    // a cancel of the same slot is no change of mode
    await expectAccepted(circuit, change(), { plan: cancelled });
    await expectRefused(circuit, change(), {
      plan: cancelled,
      record: (record) => {
        record.visits[0]!.after.marginMode = BITCOIN;
        Object.assign(record.visits[0]!, { modeChanged: true });
      },
    });
  });

  it('was the one in the leaf', () =>
    expectRefused(circuit, change(), {
      record: (record) => {
        record.visits[0]!.before.marginMode = BITCOIN;
      },
    }));

  it('of a fresh account is standard', () => {
    const fresh = modeScene({ collateral: 400n * USD, mode: STANDARD }, (w) => w.register(3, 'carol'));
    return expectAccepted(circuit, fresh).then(() =>
      expectRefused(circuit, fresh, {
        record: (record) => {
          const visit = record.visits[0]!;
          visit.before.marginMode = visit.after.marginMode = BITCOIN;
        },
      }),
    );
  });

  // $290 of standard margin and $40 owed: $330. In the portfolio of bitcoin $25 of loss and $36.25 of contingency: $101.25.
  it.each([
    ['standard margin', STANDARD, BITCOIN, 330n * USD],
    ['portfolio margin', BITCOIN, STANDARD, 101_250_000n],
    ['the portfolio of what it does not hold', ETHER, BITCOIN, 330n * USD],
  ])('is refused below full margin in it, even by 1 µUSD: %s', async (_, mode, before, collateral) => {
    await expectAccepted(
      circuit,
      modeScene({ collateral, mode: before }, (w) => takeMode(w, mode)),
    );
    const forged = modeScene({ collateral: collateral - 1n, mode: before, forged: true }, (w) => takeMode(w, mode));
    for (const branch of [0, 1, 2, 3] as const)
      await expectRefused(circuit, forged, { record: (record) => Object.assign(record.visits[0]!, { branch }) });
  });
});

describe('an account in the portfolio of bitcoin', () => {
  // 220 lots: $27.50 of loss, $39.875 of contingency, $44 owed less $4 of premium
  const NEEDED = 27_500_000n + 39_875_000n + 44n * USD - 4n * USD;
  const sold = (collateral: bigint, forged = false): Scene =>
    modeScene({ collateral, mode: BITCOIN, forged }, (w) => sellMore(w, 20n));

  it('trades by its scenarios', async () => {
    await expectAccepted(circuit, sold(NEEDED));
    await expectRefused(circuit, sold(NEEDED - 1n, true));
  });

  it('cannot be judged in another mode', async () => {
    for (const mode of [STANDARD, ETHER])
      await expectRefused(circuit, sold(400n * USD), {
        record: (record) => {
          const { before, after } = record.visits[PLACE]!;
          before.marginMode = after.marginMode = mode;
        },
      });
  });

  it('cannot name another loss, or hide a scenario', async () => {
    for (const side of ['0', '1']) {
      for (const by of [1n, -1n]) {
        await expectRefused(circuit, sold(NEEDED), {
          input: (input) => edit(input, `loss${side}`, PLACE, (x) => x + by),
        });
        await expectRefused(circuit, sold(NEEDED), {
          input: (input) => {
            edit(input, `loss${side}`, PLACE, (x) => x + by);
            for (let s = 0; s < 9; s++) nested(input, `left${side}`, [PLACE, s], (x) => x + by);
          },
        });
      }
      await expectRefused(circuit, sold(NEEDED), {
        input: (input) => edit(input, `credited${side}`, PLACE, (x) => 1n - x),
      });
    }
  });

  it('cannot gain otherwise in a scenario than the row does', async () => {
    const place = 0;
    for (const w of [0, 1, 2])
      await expectRefused(circuit, sold(NEEDED), {
        input: (input) => nested(input, 'scenarioGain', [PLACE, place, w], (x) => x + 1n),
      });
    await expectRefused(circuit, sold(NEEDED), {
      input: (input) => nested(input, 'underlying', [PLACE, place], () => 2n),
    });
  });

  it('has scenario prices that were signed', async () => {
    const opened = cheated(sold(NEEDED), {}).record.markets.findIndex(
      ({ scenarioPrices }) => scenarioPrices.length > 0,
    );
    const dearer = (input: Columns) => nested(input, 'scenarioPrice', [opened, 0], (x) => x + 1n);
    await expectRefused(circuit, sold(NEEDED), { input: dearer });
    await expectRefused(circuit, sold(NEEDED), {
      input: (input) => {
        dearer(input);
        nested(input, 'scenarioWord', [2, 0, 0], (x) => x + 1n);
      },
    });
    await expectRefused(circuit, sold(NEEDED), {
      input: (input) => nested(input, 'scenarioWord', [0, 0, 1], (x) => x + 1n),
    });
  });

  it('is liquidated below its own maintenance margin, and not above it', async () => {
    // $25 of loss, $36.25 of contingency, three quarters of it: $45.9375, and $40 owed
    const LEAST = 85_937_500n;
    const close = (collateral: bigint, forged = false): Scene =>
      modeScene({ collateral, mode: BITCOIN }, (w) => {
        if (forged) w.ledger.state.accounts.get(BOB)!.collateral -= 10n * USD;
        const maker = w.signed('order', 1, { instrument: 3, side: 1, size: 50n, limitPrice: USD / 5n, slot: 61 });
        w.liquidate(BOB, maker, 50n, USD / 5n);
      });
    await expectAccepted(circuit, close(LEAST - 1n));
    await expectRefused(circuit, close(LEAST, true));
  });
});

describe('the epoch of a portfolio', () => {
  const TWO_EPOCHS = { ...TEST, E: 2 };
  const deposit = (mode: number): Scene =>
    modeScene({ collateral: 400n * USD, mode, size: TWO_EPOCHS }, (w) => w.deposit(BOB, USD));
  const early = (plan: BatchPlan): BatchPlan => ({
    ...plan,
    visits: plan.visits.map((visit) => ({ ...visit, epoch: 0 })),
  });

  it('is the last one', async () => {
    const two = await batchCircuit(TWO_EPOCHS);
    await expectAccepted(two, deposit(STANDARD), { plan: early });
    await expectAccepted(two, deposit(BITCOIN));
    await expectRefused(two, deposit(BITCOIN), { plan: early });
    // nor a change of mode
    const taken = modeScene({ collateral: 400n * USD, mode: BITCOIN, size: TWO_EPOCHS }, (w) => takeMode(w, STANDARD));
    await expectAccepted(two, taken);
    await expectRefused(two, taken, { plan: early });
  });
});
