import { type BatchPlan, type Instruction, type InstructionKind, SUBGROUP_ORDER } from '@tenor/protocol';
import { beforeAll, describe, it } from 'vitest';
import { START } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, edit, expectAccepted, expectRefused, type Scene, TEST } from './batch-rig.ts';
import { ALICE, BOB, BUY, ETH, resumedScene, SELL, tradingScene, USD, WITHDRAW } from './trading-scene.ts';

let circuit: TestCircuit;
let trading: Scene;
let resumed: Scene;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
  trading = tradingScene();
  resumed = resumedScene();
});

/** The plan with one row signed anew with other fields and another result. */
const resign =
  (row: number, fields: Partial<Instruction>, result: Partial<BatchPlan['rows'][number]> = {}, signer?: string) =>
  (plan: BatchPlan, { world }: Scene): BatchPlan => {
    const old = plan.rows[row]!;
    const { kind, account } = old.signed.instruction;
    const signed = world.signed(kind as InstructionKind, account, { ...old.signed.instruction, ...fields }, signer);
    return { ...plan, rows: plan.rows.map((other, i) => (i === row ? { ...old, ...result, signed } : other)) };
  };
/** Another result of both sides. */
const bothRows =
  (result: Partial<BatchPlan['rows'][number]>) =>
  (plan: BatchPlan): BatchPlan => ({
    ...plan,
    rows: plan.rows.map((row) => ({ ...row, ...result })),
  });
/** Both sides of the trade changed alike. */
const trade =
  (fields: Partial<Instruction>, result: Partial<BatchPlan['rows'][number]>) =>
  (plan: BatchPlan, scene: Scene): BatchPlan =>
    resign(SELL, { limitPrice: 1n }, result)(resign(BUY, fields, result)(plan, scene), scene);

describe('authority', () => {
  it('accepts the honest batch', () => expectAccepted(circuit, trading));

  it('refuses a forged key', () =>
    expectRefused(circuit, trading, { plan: (plan, scene) => resign(BUY, {}, {}, 'mallory')(plan, scene) }));
  it('refuses S + 1', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'S', BUY, (s) => s + 1n) }));
  it('refuses the malleated S + l', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'S', BUY, (s) => s + SUBGROUP_ORDER) }));
  it('refuses an order signature used as a withdrawal', () =>
    expectRefused(circuit, trading, {
      input: (input) => {
        for (const name of ['isOrder', 'dBase', 'dQuote', 'fee']) edit(input, name, BUY, () => 0n);
        edit(input, 'isWithdraw', BUY, () => 1n);
      },
    }));
  it.each([
    'reduceOnly',
    'postOnly',
    'side',
    'slot',
    'revision',
    'expiry',
    'size',
    'limit',
    'maxFee',
    'rowInstrument',
    'generation',
  ])('refuses a signed field changed after signing: %s', (name) =>
    expectRefused(circuit, trading, { input: (input) => edit(input, name, BUY, (x) => (x === 0n ? 1n : x - 1n)) }),
  );
  it('refuses two kinds at once', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'isCancel', BUY, () => 1n) }));

  it('refuses a fill above the limit, inside the band', () =>
    expectRefused(circuit, trading, { plan: trade({ limitPrice: 10n * USD }, { quote: 201n * USD }) }));
  it('refuses a fill above the band, inside both limits', () =>
    expectRefused(circuit, trading, { plan: trade({ limitPrice: 20n * USD }, { quote: 300n * USD }) }));
  it('refuses a fill below the band, inside both limits', () =>
    expectRefused(circuit, trading, { plan: trade({ limitPrice: 20n * USD }, { quote: 150n * USD }) }));
  it('refuses a fill beyond the signed size', () =>
    expectRefused(circuit, trading, { plan: resign(BUY, { size: 19n }) }, /left/));
  it('accepts a further fill of an order that was partly filled', () =>
    expectAccepted(circuit, resumed, { plan: bothRows({ base: 5n, quote: 50n * USD, fee: 0n }) }));
  it('refuses a negative fill of it', () =>
    expectRefused(circuit, resumed, { plan: bothRows({ base: -5n, quote: 0n, fee: 0n }) }));
  it('refuses a fill of nothing', () =>
    expectRefused(circuit, resumed, { plan: bothRows({ base: 0n, quote: 0n, fee: 0n }) }));
  it('refuses a fee above the signed maximum', () =>
    expectRefused(circuit, trading, { plan: resign(BUY, {}, { fee: 20n * 10_000n + 1n }) }));
  it('refuses a negative fee', () => expectRefused(circuit, trading, { plan: resign(BUY, {}, { fee: -1n }) }));
  it('refuses an instruction that expired before the batch', () =>
    expectRefused(circuit, trading, { plan: resign(BUY, { expiry: START }) }, /expiryRange/));
  it('accepts one that expires with the batch', () =>
    expectAccepted(circuit, trading, { plan: (plan, scene) => resign(BUY, { expiry: plan.time })(plan, scene) }));

  it('refuses a reduce-only order without a position', () =>
    expectRefused(circuit, trading, { plan: resign(BUY, { reduceOnly: true }) }));
  it('refuses a reduce-only order that adds to its position', () =>
    expectRefused(circuit, trading, { plan: ethTrade(ALICE, 0, 10n) }));
  it('refuses a reduce-only order that flips its position', () =>
    expectRefused(circuit, trading, { plan: ethTrade(ALICE, 1, 51n) }));
  it('accepts a reduce-only order that closes its position', () =>
    expectAccepted(circuit, trading, { plan: ethTrade(ALICE, 1, 50n) }));
  it('accepts a reduce-only order that closes a short', () =>
    expectAccepted(circuit, trading, { plan: ethTrade(BOB, 0, 50n) }));

  it('refuses money out that nobody signed for', () =>
    expectRefused(circuit, trading, { plan: resign(WITHDRAW, {}, {}, 'alice') }));
});

/** The trade replaced by one in ETH at the mark, reduce-only for `account`. */
const ethTrade =
  (account: number, side: 0 | 1, base: bigint) =>
  (plan: BatchPlan, scene: Scene): BatchPlan => {
    const quote = base * 3n * USD;
    const fields = (i: number) => {
      const own = plan.rows[i]!.signed.instruction.account === account;
      return {
        instrument: ETH,
        size: 60n,
        side: own ? side : ((1 - side) as 0 | 1),
        reduceOnly: own,
        limitPrice: 3n * USD,
      };
    };
    return resign(SELL, fields(SELL), { base, quote, fee: 0n })(
      resign(BUY, fields(BUY), { base, quote, fee: 0n })(plan, scene),
      scene,
    );
  };
