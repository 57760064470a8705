import { evaluateWords, Replay, SettledState } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { RandomShortfalls } from '../../../test/scenario/random-shortfalls.ts';
import { DOMAIN, oracleKeys } from '../../../test/scenario/world.ts';
import { violated } from '../../tooling/r1cs.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, TEST } from './batch-rig.ts';

const Y = 2;
const R_VALUE = 0x1234567890abcdefn;
const SEED = Number(process.env.TENOR_SEED ?? 31);
const STEPS = 150;
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});

describe('random debts that winners pay', () => {
  it('every sealed batch satisfies the circuit, and the words alone lead to the state of the ledger', async () => {
    const run = new RandomShortfalls(TEST, SEED);
    const settled = new SettledState(TEST, RandomShortfalls.genesis(TEST), oracleKeys(TEST));
    const replay = new Replay(TEST, RandomShortfalls.genesis(TEST));
    const seen = { levies: 0, deleveragings: 0, beyond: 0 };
    for (let i = 0; i < STEPS; i++) {
      run.step();
      if (i === STEPS - 1) run.world.ledger.seal();
      for (const plan of run.world.ledger.takeSealed()) {
        const { input, words, newRoot } = settled.apply(plan, DOMAIN);
        input.r = R_VALUE;
        const { shortfall } = plan;
        // the others are those of random trading
        if (shortfall) {
          const witness = await circuit.calculateUnchecked(input as never);
          expect(violated(circuit.r1cs, witness), `batch ${plan.number} of seed ${SEED}`).toEqual([]);
          expect(witness[Y]).toBe(evaluateWords(words, R_VALUE));
          if (shortfall.levyStep > 0n) seen.levies++;
          if (shortfall.deleverage) seen.deleveragings++;
          const { marks } = plan.rounds.at(-1)!;
          if (shortfall.deleverage && shortfall.deleverage.price !== marks[shortfall.row]) seen.beyond++;
        }
        expect(replay.apply(words).newRoot).toBe(newRoot);
      }
    }
    expect(seen.levies).toBeGreaterThan(2);
    expect(seen.deleveragings).toBeGreaterThan(2);
    expect(seen.beyond).toBeGreaterThan(0);
  });
});
