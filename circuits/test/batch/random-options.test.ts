import { type BatchRecord, evaluateWords, isOption, Replay, SettledState, STANDARD_MODE } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { RandomOptions } from '../../../test/scenario/random-options.ts';
import { DOMAIN, genesis, oracleKeys } from '../../../test/scenario/world.ts';
import { violated } from '../../tooling/r1cs.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, TEST } from './batch-rig.ts';

const Y = 2;
const R_VALUE = 0x1234567890abcdefn;
const SEED = Number(process.env.TENOR_SEED ?? 182);
const STEPS = 160;
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

/** What a visit has of portfolio margin. */
function modeOf({ visits, markets }: BatchRecord): string[] {
  return visits.flatMap(({ after, modeChanged, insurance }) => {
    const mode = after.marginMode;
    const change = modeChanged ? [mode === STANDARD_MODE ? 'to standard margin' : 'to portfolio margin'] : [];
    if (mode === STANDARD_MODE) return change;
    const scoped = after.positions.flatMap(({ instrument, size }) =>
      size === 0n ? [] : markets.filter((market) => market.after?.instrument === instrument),
    );
    const options = scoped.some(({ after: market }) => market!.underlying === mode && isOption(market!));
    return [
      ...change,
      ...(options ? ['options in portfolio margin'] : []),
      ...(insurance === null ? [] : ['liquidation in portfolio margin']),
    ];
  });
}

/** What a batch has of dated instruments and of portfolio margin. */
function featuresOf(record: BatchRecord): string[] {
  const { plan, openings, markets } = record;
  const kinds = markets.flatMap(({ after }) => (after ? [after.kind] : []));
  return [
    ...plan.listings.map(({ row }) => (row === null ? 'listing without a row' : 'listing')),
    ...(plan.expiry === null ? [] : ['expiry']),
    ...(openings.length > 0 ? ['settlement'] : []),
    ...(openings.length > 0 && plan.rows.length > 0 ? ['settlement with rows'] : []),
    ...(plan.rows.length > 0 ? kinds.map((kind) => `kind ${kind}`) : []),
    ...modeOf(record),
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
      'to portfolio margin',
      'to standard margin',
      'options in portfolio margin',
      'liquidation in portfolio margin',
    ];
    for (const feature of wanted) expect(seen.get(feature) ?? 0, `${feature} never happened`).toBeGreaterThan(0);
  });
});
