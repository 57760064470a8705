import { type BatchPlan, type CircuitSize, type Market, newAccount } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { genesis, perpetual, World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, type Cheat, edit, expectAccepted, expectRefused, type Scene, scene, TEST } from './batch-rig.ts';
import { ALICE, BOB, BTC, CAROL, ETH, USD } from './trading-scene.ts';

const LOTS = 1000n;
const MARK = 10n * USD;
const FUND = 500n;
/** Initial margin 5 % without a slope: 50 cents a lot, so a liquidation may cost 12.5 cents for each that it closes. */
const terms = (instrument: number): Market => perpetual(instrument, { imRate: 52_429n, slopeRate: 0n });

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

interface Situation {
  /** Alice's equity in dollars. */
  readonly equity: bigint;
  /** Lots closed, and the price in tenths of a cent. */
  readonly lots: bigint;
  readonly price: bigint;
  readonly fee?: bigint;
  readonly insurance?: bigint;
  /** Alice's equity while the ledger looks, where the rules would refuse the scene. */
  readonly shown?: bigint;
  readonly size?: CircuitSize;
  readonly short?: boolean;
}

/** Alice holds 1000 lots at $10 (IM $500, MM $250), Bob the other side; Carol, of Alice's owner, takes what is closed. */
function situation({ equity, lots, price, fee, insurance, shown, size = TEST, short }: Situation): Scene {
  const world = new World(size, genesis(size, [terms(BTC), terms(ETH)]));
  const { state } = world.ledger;
  const sign = short ? -1n : 1n;
  for (const [id, owner, name] of [
    [ALICE, 0xan, 'alice'],
    [BOB, 0xbn, 'bob'],
    [CAROL, 0xan, 'carol'],
  ] as const) {
    state.accounts.set(id, { ...newAccount(id, owner, world.keyOf(name), size.K), collateral: 50_000n * USD });
    world.name(id, name);
  }
  const [alice, bob] = [state.accounts.get(ALICE)!, state.accounts.get(BOB)!];
  const collateral = (of: bigint): bigint => of * USD - sign * LOTS * MARK;
  alice.collateral = collateral(equity);
  alice.positions[0] = { instrument: BTC, size: sign * LOTS, snapshot: 0n };
  bob.positions[0] = { instrument: BTC, size: -sign * LOTS, snapshot: 0n };
  state.markets[0]!.openInterest = LOTS;
  state.house.insuranceFund = FUND * USD;
  return scene(
    size,
    world,
    (w) => {
      for (let epoch = 0; epoch < size.E; epoch++) w.round(MARK, 3n * USD);
    },
    (w) => {
      const before = w.ledger.state.accounts.get(ALICE)!;
      if (shown !== undefined) before.collateral = collateral(shown);
      const taker = { size: 2n * LOTS, side: (short ? 1 : 0) as 0 | 1, limitPrice: short ? 1n : 20n * USD };
      w.liquidate(ALICE, w.signed('order', CAROL, taker), lots, price * 1000n, {
        fee: (fee ?? 0n) * USD,
        insurance: (insurance ?? 0n) * USD,
      });
    },
  );
}

const plain = (more: Partial<Situation> = {}): Scene =>
  situation({ equity: 200n, lots: 600n, price: 9_980n, fee: 10n, ...more });
const CLOSED = 0;
const TAKER = 1;
const both =
  (result: Partial<BatchPlan['rows'][number]>) =>
  (plan: BatchPlan): BatchPlan => ({ ...plan, rows: plan.rows.map((row) => ({ ...row, ...result, fee: row.fee })) });
const visits =
  (change: Partial<BatchPlan['visits'][number]>) =>
  (plan: BatchPlan): BatchPlan => ({
    ...plan,
    visits: plan.visits.map((visit) => (visit.account === ALICE ? { ...visit, ...change } : visit)),
  });

describe('a liquidation (Alice holds 1000 lots of $10: IM $500, MM $250)', () => {
  it('accepts the honest one, long or short', async () => {
    await expectAccepted(circuit, plain());
    await expectAccepted(circuit, plain({ short: true, price: 10_020n }));
  });

  it('puts the fee of the closed account into the insurance fund', () => {
    const { settled, plan } = plain();
    expect(settled.net(plan).houseAfter).toEqual({ feePool: 0n, insuranceFund: (FUND + 10n) * USD });
  });

  it('refuses the liquidation of an account at its maintenance margin', () =>
    expectRefused(circuit, plain({ equity: 251n, shown: 200n })));
  it('accepts it just below', () => expectAccepted(circuit, plain({ equity: 249n })));

  it('refuses to close at a price beyond the penalty', () =>
    expectRefused(circuit, plain(), { plan: both({ quote: 600n * 9_850n * 1000n }) }));
  it('refuses a fee beyond the penalty', () =>
    expectRefused(circuit, plain(), {
      plan: (plan) => ({
        ...plan,
        rows: plan.rows.map((row, i) => (i === CLOSED ? { ...row, fee: 64n * USD } : row)),
      }),
    }));
  it('accepts the dearest fee: $63 and $12 of price for 600 lots', () => expectAccepted(circuit, plain({ fee: 63n })));

  it('refuses to close more than is needed', () =>
    expectRefused(circuit, plain(), { plan: both({ base: LOTS, quote: LOTS * MARK }) }));
  it('refuses to close more than there is', () =>
    expectRefused(circuit, plain({ equity: 50n }), { plan: both({ base: LOTS + 1n, quote: (LOTS + 1n) * MARK }) }));
  it('refuses to add to the position', () =>
    expectRefused(circuit, plain(), {
      plan: (plan) => ({
        ...plan,
        rows: plan.rows.map((row, i) => {
          const { signed } = row;
          const side = (1 - signed.instruction.side) as 0 | 1;
          const limitPrice = side === 0 ? 20n * USD : 1n;
          return i === TAKER
            ? { ...row, signed: plain().world.signed('order', CAROL, { size: 2n * LOTS, side, limitPrice }) }
            : { ...row, signed: { ...signed, instruction: { ...signed.instruction, side } } };
        }),
      }),
    }));

  it('refuses an unsigned row in a visit that is no liquidation', () =>
    expectRefused(circuit, plain({ equity: 20_000n, shown: 200n }), { plan: visits({ insurance: null }) }));
  it('refuses a signed row in a liquidation', () =>
    expectRefused(circuit, plain(), {
      plan: (plan, { world }) => {
        const order = world.signed('order', ALICE, { size: 600n, side: 1, limitPrice: 1n, reduceOnly: true });
        return { ...plan, rows: plan.rows.map((row, i) => (i === CLOSED ? { ...row, signed: order } : row)) };
      },
    }));
  it('refuses an order that claims to need no signature', () =>
    expectRefused(circuit, plain(), {
      input: (input) => {
        edit(input, 'isLiquidate', TAKER, () => 1n);
        edit(input, 'isOrder', TAKER, () => 0n);
      },
    }));
  it('refuses a row that is order and liquidation at once', () =>
    expectRefused(circuit, plain(), { input: (input) => edit(input, 'isOrder', CLOSED, () => 1n) }));
  it('refuses a liquidation row that spends a slot', () =>
    expectRefused(circuit, plain(), {
      record: (record) => {
        record.visits[0]!.after.slots.set(5, { generation: 9n, revision: 0, filled: 1n });
      },
      input: (input) => {
        edit(input, 'slots1', 0, (root) => root + 1n);
      },
    }));

  const received: Cheat = {
    plan: (plan, { world }) => ({
      ...plan,
      rows: [
        ...plan.rows.map((row, i) => (i === CLOSED ? { ...row, fee: 100n * USD } : row)),
        {
          signed: world.signed('transfer', CAROL, { instrument: ALICE, amount: 60n * USD, slot: 9 }),
          base: 0n,
          quote: 0n,
          fee: 0n,
        },
      ],
    }),
  };
  it('refuses a cost that a transfer to the account hides', () => expectRefused(circuit, plain(), received));
  it('refuses it also where the visit does not count the transfer', () =>
    expectRefused(circuit, plain(), {
      ...received,
      record: (record) => {
        Object.assign(record.visits[0]!, { ownerReads: 0 });
      },
    }));
  it('refuses a withdrawal beside a liquidation', () =>
    expectRefused(circuit, plain(), {
      plan: (plan, { world }) => ({
        ...plan,
        rows: [
          ...plan.rows,
          {
            signed: world.signed('withdraw', ALICE, { amount: 1n * USD, slot: 9 }),
            base: 0n,
            quote: 0n,
            fee: 0n,
          },
        ],
      }),
    }));
});

describe('insurance', () => {
  const short = (more: Partial<Situation> = {}): Scene =>
    situation({ equity: -20n, lots: LOTS, price: 9_950n, insurance: 70n, ...more });
  it('accepts the fund paying what the account lacks', () => expectAccepted(circuit, short()));
  it('accepts it for a half, with half of the debt left', () =>
    expectAccepted(circuit, short({ lots: 500n, insurance: 35n })));
  it('refuses to pay the whole debt for a half', () =>
    expectRefused(circuit, short({ lots: 500n, insurance: 35n }), { plan: visits({ insurance: 45n * USD }) }));
  it.each([-1n, 1n])('refuses %d µUSD more for a half', (more) =>
    expectRefused(circuit, short({ lots: 500n, insurance: 35n }), { plan: visits({ insurance: 35n * USD + more }) }),
  );
  it('refuses a debt that the prover does not admit', () =>
    expectRefused(circuit, short({ lots: 500n, insurance: 35n }), {
      plan: visits({ insurance: 45n * USD }),
      input: (input) => edit(input, 'bankrupt', 0, () => 0n),
    }));
  it('refuses a debt that is none', () =>
    expectRefused(circuit, situation({ equity: 100n, lots: 500n, price: 9_990n }), {
      plan: visits({ insurance: 5n * USD }),
      input: (input) => edit(input, 'bankrupt', 0, () => 1n),
    }));
  it('refuses it to an account that closes nothing', () =>
    expectRefused(circuit, short(), {
      plan: (plan) => ({
        ...plan,
        rows: [],
        visits: [{ account: ALICE, epoch: 0, insurance: 20n * USD }],
      }),
    }));
  it('refuses more than the account lacks', () =>
    expectRefused(circuit, short(), { plan: visits({ insurance: 70n * USD + 1n }) }));
  it('refuses to leave a debt', () => expectRefused(circuit, short(), { plan: visits({ insurance: 70n * USD - 1n }) }));
  it('refuses more than the fund holds', () =>
    expectRefused(circuit, situation({ equity: -20n, lots: LOTS, price: 9_950n, insurance: 70n }), {
      input: (input) => {
        input.insuranceFund0 = 69n * USD;
      },
    }));
  it('refuses insurance in a visit that is no liquidation', () =>
    expectRefused(circuit, plain(), {
      record: (record) => {
        const carol = record.visits[1]!;
        Object.assign(carol, { insurance: 5n * USD });
        carol.after.collateral += 5n * USD;
      },
      input: (input) => edit(input, 'liquidated', 1, () => 0n),
    }));
  it('refuses a payment into the fund that no entry made', () =>
    expectRefused(circuit, short(), {
      input: (input) => {
        edit(input, 'entryAmount', 0, () => 5n * USD);
      },
    }));
});

describe('the epoch of a liquidation', () => {
  const TWO = { name: 'two epochs', A: 3, R: 3, K: 2, DEPTH: 2, M: 2, T: 2, E: 2, Q: 1, U: 2, N: 1, V: 1, SETTLED: 1 };
  it('is the last one', async () => {
    const two = await batchCircuit(TWO);
    const made = situation({ equity: 200n, lots: 600n, price: 9_980n, size: TWO });
    await expectAccepted(two, made);
    await expectRefused(two, made, { plan: visits({ epoch: 0 }) });
  });
});
