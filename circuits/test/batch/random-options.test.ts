import { type BatchRecord, evaluateWords, Replay, SettledState } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { RandomOptions } from '../../../test/scenario/random-options.ts';
import { DOMAIN, genesis, oracleKeys } from '../../../test/scenario/world.ts';
import { violated } from '../../tooling/r1cs.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, TEST } from './batch-rig.ts';

const Y = 2;
const R_VALUE = 0x1234567890abcdefn;
const SEED = Number(process.env.TENOR_SEED ?? 15);
const STEPS = 160;
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

/** What a batch has of dated instruments. */
function featuresOf({ plan, openings, markets }: BatchRecord): string[] {
  const kinds = markets.flatMap(({ after }) => (after ? [after.kind] : []));
  return [
    ...plan.listings.map(({ row }) => (row === null ? 'listing without a row' : 'listing')),
    ...(plan.expiry === null ? [] : ['expiry']),
    ...(openings.length > 0 ? ['settlement'] : []),
    ...(openings.length > 0 && plan.rows.length > 0 ? ['settlement with rows'] : []),
    ...(plan.rows.length > 0 ? kinds.map((kind) => `kind ${kind}`) : []),
  ];
}

describe('a random life of options', () => {
  it('every sealed batch satisfies the circuit, and the words alone lead to the state of the ledger', async () => {
    const run = new RandomOptions(TEST, SEED);
    const settled = new SettledState(TEST, genesis(TEST), oracleKeys(TEST));
    const replay = new Replay(TEST, genesis(TEST));
    const seen = new Map<string, number>();
    const prove = async (): Promise<void> => {
      for (const plan of run.world.ledger.takeSealed()) {
        const { input, words, record, newRoot } = settled.apply(plan, DOMAIN);
        input.r = R_VALUE;
        const witness = await circuit.calculateUnchecked(input as never);
        expect(violated(circuit.r1cs, witness), `batch ${plan.number} of seed ${SEED}`).toEqual([]);
        expect(witness[Y]).toBe(evaluateWords(words, R_VALUE));
        expect(replay.apply(words).newRoot).toBe(newRoot);
        for (const feature of featuresOf(record)) seen.set(feature, (seen.get(feature) ?? 0) + 1);
      }
    };
    for (let i = 0; i < STEPS; i++) {
      run.step();
      await prove();
    }
    run.settleAll();
    run.world.begin();
    run.world.ledger.seal();
    await prove();
    expect(settled.root).toBe(new SettledState(TEST, run.world.ledger.state, oracleKeys(TEST)).root);
    const wanted = [
      'listing',
      'listing without a row',
      'expiry',
      'settlement',
      'settlement with rows',
      'kind 1',
      'kind 2',
      'kind 3',
      'kind 4',
    ];
    for (const feature of wanted) expect(seen.get(feature) ?? 0, `${feature} never happened`).toBeGreaterThan(0);
  });
});
