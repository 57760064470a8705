import { challengeOf, evaluateWords, TenorError, toSparse } from '@tenor/protocol';
import type { Groth16Proof, ProofSystem } from './proof-system.ts';
import type { BatchTransition } from './rollup-state.ts';

/** A batch with its proof, checked on this machine. */
export interface ProvedBatch {
  readonly number: number;
  readonly circuit: string;
  readonly constraints: number;
  readonly verificationKeyId: string;
  readonly verifierId: `0x${string}`;
  readonly oldRoot: bigint;
  readonly newRoot: bigint;
  readonly words: readonly bigint[];
  readonly proof: Groth16Proof;
  /** C, y, r. */
  readonly publicSignals: readonly string[];
  readonly witnessSeconds: number;
  readonly proveSeconds: number;
  /** Unix milliseconds. */
  readonly provedAt: number;
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/**
 * Proves one batch. The challenge depends on the commitment C, which a first witness without challenge yields.
 * Throws PROOF_REFUSED when the result is not what L1 will accept: nothing unverified leaves this function.
 */
export async function proveBatch(
  system: ProofSystem,
  number: number,
  { input, words, oldRoot, newRoot }: BatchTransition,
): Promise<ProvedBatch> {
  const started = performance.now();
  const { commitment } = await system.witness({ ...input, r: 0n });
  const challenge = challengeOf(BigInt(system.verifierId), commitment, toSparse(words));
  const { witness } = await system.witness({ ...input, r: challenge });
  const witnessSeconds = secondsSince(started);

  const proving = performance.now();
  const { proof, publicSignals } = await system.prove(witness);
  const proveSeconds = secondsSince(proving);

  const expected = [commitment, evaluateWords(words, challenge), challenge].map(String);
  if (publicSignals.join() !== expected.join()) {
    throw new TenorError('PROOF_REFUSED', {
      detail: `batch ${number}: the circuit publishes other words than the rules`,
    });
  }
  if (!(await system.verify(publicSignals, proof))) {
    throw new TenorError('PROOF_REFUSED', { detail: `batch ${number}: the proof does not verify` });
  }
  const { circuit, constraints, verificationKeyId, verifierId } = system;
  return {
    number,
    circuit,
    constraints,
    verificationKeyId,
    verifierId,
    oldRoot,
    newRoot,
    words,
    proof,
    publicSignals,
    witnessSeconds,
    proveSeconds,
    provedAt: Date.now(),
  };
}
