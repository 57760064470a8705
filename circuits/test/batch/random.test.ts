import {
  type BatchPlan,
  evaluateWords,
  genesisState,
  Ledger,
  Replay,
  SettledState,
  stringifyExact,
} from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { RandomTrading } from '../../../test/scenario/random-trading.ts';
import { DOMAIN, genesis, oracleKeys } from '../../../test/scenario/world.ts';
import { violated } from '../../tooling/r1cs.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, TEST } from './batch-rig.ts';

const [C, Y] = [1, 2];
const R_VALUE = 0x1234567890abcdefn;
const SEED = Number(process.env.TENOR_SEED ?? 7);
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

/** Proves (to the constraints) every plan, and rebuilds the state from the words alone. */
async function proveAll(plans: readonly BatchPlan[], settled: SettledState, replay: Replay): Promise<void> {
  for (const plan of plans) {
    const batch = settled.apply(plan, DOMAIN);
    batch.input.r = R_VALUE;
    const witness = await circuit.calculateUnchecked(batch.input as never);
    expect(violated(circuit.r1cs, witness), `batch ${plan.number} of seed ${SEED}`).toEqual([]);
    expect(witness[Y]).toBe(evaluateWords(batch.words, R_VALUE));
    expect(witness[C]).not.toBe(0n);
    expect(settled.root).toBe(batch.newRoot);
    expect(replay.apply(batch.words).newRoot).toBe(batch.newRoot);
  }
}

describe('random trading', () => {
  it('every accepted command, alone on an empty batch, satisfies the circuit', async () => {
    const trading = new RandomTrading(TEST, SEED);
    const { ledger } = trading.world;
    const settled = new SettledState(TEST, genesis(TEST), oracleKeys(TEST));
    const replay = new Replay(TEST, genesis(TEST));
    ledger.seal();
    await proveAll(ledger.takeSealed(), settled, replay);
    for (let i = 0; i < 80; i++) {
      if (!trading.step()) continue;
      trading.world.begin();
      if (!ledger.seal()) continue;
      const plans = ledger.takeSealed();
      expect(plans).toHaveLength(1);
      await proveAll(plans, settled, replay);
    }
    expect(stringifyExact(settled.state.house)).toBe(stringifyExact(ledger.state.house));
    for (const kind of [
      'fill',
      'resume',
      'withdraw',
      'transfer',
      'cancel',
      'cancelAll',
      'deposit',
      'funding',
      'liquidate',
    ]) {
      expect(trading.tally.get(kind) ?? 0, `${kind} never happened`).toBeGreaterThan(0);
    }
  });

  it('netted batches satisfy the circuit and lead to the state of the ledger', async () => {
    const trading = new RandomTrading(TEST, SEED + 1);
    const { ledger } = trading.world;
    const settled = new SettledState(TEST, genesis(TEST), oracleKeys(TEST));
    const replay = new Replay(TEST, genesis(TEST));
    for (let i = 0; i < 150; i++) trading.step();
    trading.world.begin();
    ledger.seal();
    const plans = ledger.takeSealed();
    expect(plans.length).toBeGreaterThan(10);
    await proveAll(plans, settled, replay);
    expect(new SettledState(TEST, ledger.state, oracleKeys(TEST)).root).toBe(settled.root);
  });

  it('a ledger restored from its snapshot goes on exactly as the one that went on', () => {
    const run = (restart: boolean): string => {
      const trading = new RandomTrading(TEST, SEED + 2);
      for (let i = 0; i < 150; i++) trading.step();
      const { ledger } = trading.world;
      const options = { size: TEST, domain: DOMAIN, oracleKeys: oracleKeys(TEST) };
      const after = restart ? Ledger.deserialize(ledger.serialize(), options) : ledger;
      after.beginCommand(10_000, 1n, trading.world.now);
      after.seal();
      return after.serialize();
    };
    expect(run(true)).toBe(run(false));
  });

  it('starts from a genesis that depends on its hour alone', () => {
    expect(new SettledState(TEST, genesisState(TEST, 500_000), oracleKeys(TEST)).root).toBe(
      new SettledState(TEST, genesisState(TEST, 500_000), oracleKeys(TEST)).root,
    );
    expect(new SettledState(TEST, genesisState(TEST, 500_001), oracleKeys(TEST)).root).not.toBe(
      new SettledState(TEST, genesisState(TEST, 500_000), oracleKeys(TEST)).root,
    );
  });
});
