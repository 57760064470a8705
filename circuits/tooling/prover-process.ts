import type { ProofWithSignals } from './prover.ts';
import { loadSnarkjs } from './snarkjs.ts';
import { serveTasks } from './task-process.ts';

export interface ProveRequest {
  readonly zkeyPath: string;
  readonly wtns: Uint8Array;
}

serveTasks<ProveRequest, ProofWithSignals>(async ({ zkeyPath, wtns }) => {
  const { groth16 } = await loadSnarkjs();
  return groth16.prove(zkeyPath, { type: 'mem', data: wtns });
});
