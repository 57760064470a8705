import type { BatchPlan } from '@tenor/protocol';
import { beforeAll, describe, it } from 'vitest';
import { World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, edit, expectAccepted, expectRefused, type Scene, scene, TEST } from './batch-rig.ts';
import { ALICE, BOB, BUY, CAROL, history, SELL, tradingScene, USD } from './trading-scene.ts';

let circuit: TestCircuit;
let trading: Scene;
let transferring: Scene;
let registering: Scene;
const TOTAL = /constraint/;
const DAVE = 4;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
  trading = tradingScene();
  transferring = scene(TEST, new World(TEST), history, (w) =>
    w.oneShot(w.signed('transfer', ALICE, { amount: 5n * USD, instrument: CAROL, slot: 9 })),
  );
  registering = scene(TEST, new World(TEST), history, (w) => {
    w.register(DAVE, 'dave', 0xdan);
    w.deposit(DAVE, 7n * USD);
  });
});

const result =
  (row: number, change: Partial<BatchPlan['rows'][number]>) =>
  (plan: BatchPlan): BatchPlan => ({
    ...plan,
    rows: plan.rows.map((old, i) => (i === row ? { ...old, ...change } : old)),
  });

describe('conservation', () => {
  it('refuses quote that only one side pays', () =>
    expectRefused(circuit, trading, { plan: result(SELL, { quote: 200n * USD + 1n }) }, TOTAL));
  it('refuses base that only one side delivers', () =>
    expectRefused(circuit, trading, { plan: result(SELL, { base: 19n }) }, TOTAL));
  it('refuses base and quote shifted into each other', () =>
    expectRefused(circuit, trading, {
      input: (input) => {
        edit(input, 'dQuote', SELL, (q) => q - 1n);
        edit(input, 'dBase', SELL, (b) => b + (1n << 64n));
      },
    }));
  it('refuses collateral from nowhere', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        record.visits[0]!.after.collateral += USD;
      },
    }));
  it('refuses collateral taken', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        record.visits[0]!.after.collateral -= 1n;
      },
    }));
  it('refuses a position from nowhere', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        record.visits[0]!.after.positions[0]!.size += 1n;
      },
    }));
  it('refuses settled cash rounded up for the account', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        const visit = record.visits[0]!;
        visit.remainder -= 1n << 24n;
        visit.after.collateral += 1n;
      },
    }));
  it('refuses a snapshot that is not the index', () =>
    expectRefused(circuit, trading, {
      input: (input) => {
        (input.snapshot0 as bigint[][])[0]![0]! -= 1n << 30n;
      },
    }));
  it('refuses fees kept from the pool', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'fee', BUY, (fee) => fee - 5n) }));

  it('refuses a deposit credited twice', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        const visit = record.visits[2]!;
        visit.deposit *= 2n;
        visit.after.collateral += 40n * USD;
      },
    }));
  it('refuses a deposit that is not paid out', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        const visit = record.visits[2]!;
        visit.after.collateral -= visit.deposit;
        visit.deposit = 0n;
      },
    }));
  it('refuses a deposit paid to another account', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        const [alice, , carol] = record.visits;
        alice!.deposit += carol!.deposit;
        alice!.after.collateral += carol!.deposit;
        carol!.after.collateral -= carol!.deposit;
        carol!.deposit = 0n;
      },
    }));

  it('accepts a transfer to an account of the same owner', () => expectAccepted(circuit, transferring));
  it('refuses a transfer to another owner', () =>
    expectRefused(
      circuit,
      scene(TEST, new World(TEST), history, (w) =>
        w.oneShot(w.signed('transfer', ALICE, { amount: 5n * USD, instrument: CAROL, slot: 9 })),
      ),
      {
        plan: (plan, { world }) => ({
          ...result(0, { signed: world.signed('transfer', ALICE, { amount: 5n * USD, instrument: BOB, slot: 9 }) })(
            plan,
          ),
          visits: [
            { account: ALICE, epoch: 0, insurance: null },
            { account: BOB, epoch: 0, insurance: null },
          ],
        }),
      },
    ));
  it('refuses a transfer the receiver does not get', () =>
    expectRefused(circuit, transferring, {
      record: (record) => {
        record.visits[1]!.after.collateral -= 5n * USD;
      },
    }));
  it('refuses a transfer hidden from the margin rule', () =>
    expectRefused(circuit, transferring, {
      record: (record) => {
        record.visits[0]!.moves = 0;
      },
    }));

  it('accepts a registration with its first deposit', () => expectAccepted(circuit, registering));
  it('refuses a registration with another key', () =>
    expectRefused(circuit, registering, {
      record: (record) => {
        const visit = record.visits[0]!;
        visit.after.key = record.visits[0]!.before.key = { x: 1n, y: 2n };
      },
    }));
  it('refuses a registration for another owner', () =>
    expectRefused(circuit, registering, { input: (input) => edit(input, 'owner', 0, () => 0xbadn) }));
  it('refuses a registration that starts with money', () =>
    expectRefused(circuit, registering, {
      record: (record) => {
        record.visits[0]!.before.collateral = USD;
        record.visits[0]!.after.collateral += USD;
      },
    }));
  it('refuses an account opened without an entry', () =>
    expectRefused(circuit, registering, {
      input: (input) => {
        for (const name of ['entryIsRegister', 'entryAccount', 'entryOwner', 'entryAx', 'entryAy'])
          edit(input, name, 0, () => 0n);
      },
    }));
  it('refuses a registration over an existing account', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        Object.assign(record.visits[2]!, { fresh: true });
      },
    }));
  it('refuses an unused entry with an amount', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'entryAmount', 1, () => USD) }));
});
