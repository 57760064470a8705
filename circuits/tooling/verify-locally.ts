import type { ProofWithSignals } from './prover.ts';
import { loadSnarkjs } from './snarkjs.ts';
import type { VerificationKey } from './verification-key.ts';

interface WithCurve {
  curve_bn128?: unknown;
}

interface FfJavascript {
  buildBn128(singleThread: boolean): Promise<unknown>;
}

let curve: Promise<unknown> | undefined;

/**
 * Verifies a proof in this process, about 10 ms. Nothing may be submitted that this refuses.
 * @returns false for a wrong proof, for other public signals, and for a signal that is not below the field's modulus
 */
export async function verifyLocally(
  key: VerificationKey,
  { publicSignals, proof }: ProofWithSignals,
): Promise<boolean> {
  const snarkjs = await loadSnarkjs();
  curve ??= loadSingleThreadedCurve();
  await curve;
  return snarkjs.groth16.verify(key, publicSignals, proof);
}

/** snarkjs takes the curve from the global object; its default one starts threads that keep the process alive. */
async function loadSingleThreadedCurve(): Promise<void> {
  const name: string = 'ffjavascript';
  const { buildBn128 } = (await import(name)) as FfJavascript;
  (globalThis as WithCurve).curve_bn128 ??= await buildBn128(true);
}
