import { type BatchPlan, evaluateWords } from '@tenor/protocol';
import type { ProofSystem } from '../../src/proving/proof-system.ts';
import { rollupStates } from './sealed-plans.ts';

const VERIFIER_ID = `0x${'42'.repeat(32)}` as const;
const proof = {
  pi_a: ['1', '2', '1'],
  pi_b: [
    ['3', '4'],
    ['5', '6'],
    ['1', '0'],
  ],
  pi_c: ['7', '8', '1'],
};

/** Stands in for circuit and key where the subject of a test is what happens around a proof: it takes no time and verifies nothing. */
export const cheapProofSystem = (plans: readonly BatchPlan[]): ProofSystem => cheapProofsOf(wordsOf(plans));

/** Published words of each plan by its number. */
export function wordsOf(plans: readonly BatchPlan[]): Map<bigint, readonly bigint[]> {
  const state = rollupStates().genesis();
  return new Map(plans.map((plan) => [BigInt(plan.number), state.apply(plan).words]));
}

export function cheapProofsOf(wordsByNumber: ReadonlyMap<bigint, readonly bigint[]>): ProofSystem {
  return {
    circuit: 'test',
    constraints: 1,
    verificationKey: {},
    verificationKeyId: 'cheap',
    verifierId: VERIFIER_ID,
    witness: async ({ number, r }) => ({
      commitment: 1000n + (number as bigint),
      witness: new TextEncoder().encode(`${number} ${r}`),
    }),
    prove: async (witness) => {
      const [number, r] = new TextDecoder().decode(witness).split(' ').map(BigInt) as [bigint, bigint];
      const words = wordsByNumber.get(number);
      if (!words) throw new Error(`no plan ${number}`);
      return { proof, publicSignals: [1000n + number, evaluateWords(words, r), r].map(String) };
    },
    verify: async () => true,
  };
}
