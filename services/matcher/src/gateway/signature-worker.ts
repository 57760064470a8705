import { parentPort, workerData } from 'node:worker_threads';
import type { SignedInstruction } from '@tenor/protocol';
import { checkSignature, type SignatureVerdict } from './check-signature.ts';

/** A bundle of signatures to check, and the answer in the same order. */
export interface SignatureBundle {
  readonly id: number;
  readonly signed: readonly SignedInstruction[];
}
export interface SignatureVerdicts {
  readonly id: number;
  readonly verdicts: readonly SignatureVerdict[];
}

const { domain } = workerData as { domain: bigint };
parentPort?.on('message', ({ id, signed }: SignatureBundle) => {
  const answer: SignatureVerdicts = { id, verdicts: signed.map((one) => checkSignature(domain, one)) };
  parentPort?.postMessage(answer);
});
