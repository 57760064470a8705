import { beforeAll, describe, expect, it } from 'vitest';
import { World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, expectAccepted, expectRefused, type Scene, scene, TEST } from './batch-rig.ts';
import { ALICE, BOB, BUY, history, SELL, USD } from './trading-scene.ts';

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

/** Alice takes 20 lots from Bob for a fee of 50 cents, of which Bob gets a part back. */
const rebated = (rebate: bigint): Scene =>
  scene(TEST, new World(TEST), history, (w) => {
    const buy = w.signed('order', ALICE, { size: 50n, limitPrice: 10n * USD, slot: 3, maxFeePerLot: 50_000n });
    const sell = w.signed('order', BOB, { size: 20n, side: 1, limitPrice: 10n * USD, slot: 300 });
    w.fill(buy, sell, 20n, 10n * USD, { takerFee: USD / 2n, makerFee: -rebate });
  });
const fees = (taker: bigint, maker: bigint) => (plan: Scene['plan']) => ({
  ...plan,
  rows: plan.rows.map((row, i) => ({ ...row, fee: i === BUY ? taker : i === SELL ? maker : row.fee })),
});

describe('a rebate of the maker', () => {
  it('is paid out of the fee of the taker', async () => {
    const made = rebated(USD / 10n);
    await expectAccepted(circuit, made);
    const { houseBefore, houseAfter } = made.settled.net(made.plan);
    expect(houseAfter.feePool - houseBefore.feePool).toBe((USD * 4n) / 10n);
  });
  it('may be the whole fee', () => expectAccepted(circuit, rebated(USD / 2n)));
  it('is refused beyond it, whatever the fee pool holds', () => {
    const made = rebated(USD / 2n);
    made.settled.state.house.feePool = 1_000_000n * USD;
    return expectRefused(circuit, made, { plan: fees(USD / 2n, -USD / 2n - 1n) });
  });
  it('is refused by the rules beyond it', () => {
    expect(() => rebated(USD / 2n + 1n)).toThrow('fee');
  });
});
