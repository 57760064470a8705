import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProveRequest } from './prover-process.ts';
import type { Groth16Proof } from './snarkjs.ts';
import { runTask } from './task-process.ts';

/** A proof and what it proves: `C, y, r` for a batch, as decimal strings. */
export interface ProofWithSignals {
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly string[];
}

export interface ProveOptions {
  /** Stops the proof when it is no longer wanted. */
  readonly signal?: AbortSignal;
}

/** Makes Groth16 proofs outside of this process. */
export interface Prover {
  readonly name: string;
  /**
   * @param zkeyPath the proving key of the circuit
   * @param wtns the witness as `encodeWtns` writes it
   * @throws when the witness does not fit the key, or the proving process fails. A wrong witness gives a wrong proof: verify it
   */
  prove(zkeyPath: string, wtns: Uint8Array, options?: ProveOptions): Promise<ProofWithSignals>;
}

/** Only what the exchange leaves: a proof may take longer, an order may not. */
const PROVER_NICENESS = 10;

/** Each proof in a fresh process: its memory (about 4 KB a constraint) is given back, and a crash harms nothing else. */
export const snarkjsProver: Prover = {
  name: 'snarkjs',
  prove: (zkeyPath, wtns, { signal } = {}) =>
    runTask<ProveRequest, ProofWithSignals>(
      new URL('./prover-process.ts', import.meta.url),
      { zkeyPath, wtns },
      { niceness: PROVER_NICENESS, signal },
    ),
};

/**
 * An external rapidsnark, about five times as fast.
 * @param binary called as `rapidsnark <zkey> <wtns> <proof.json> <public.json>`
 */
export const rapidsnarkProver = (binary: string): Prover => ({
  name: 'rapidsnark',
  prove: async (zkeyPath, wtns, { signal } = {}) => {
    const folder = await mkdtemp(join(os.tmpdir(), 'tenor-proof-'));
    try {
      const [wtnsPath, proofPath, publicPath] = ['witness.wtns', 'proof.json', 'public.json'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      await writeFile(wtnsPath, wtns);
      const running = promisify(execFile)(binary, [zkeyPath, wtnsPath, proofPath, publicPath], { signal });
      if (running.child.pid !== undefined) os.setPriority(running.child.pid, PROVER_NICENESS);
      await running;
      return {
        proof: { ...JSON.parse(await readJson(proofPath)), protocol: 'groth16', curve: 'bn128' } as Groth16Proof,
        publicSignals: JSON.parse(await readJson(publicPath)) as string[],
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** rapidsnark ends its JSON with zero bytes in some versions. */
const readJson = async (path: string) => (await readFile(path, 'utf8')).replaceAll('\0', '');

/** The prover of this machine: rapidsnark where the environment variable RAPIDSNARK names its binary, else snarkjs. */
export const defaultProver = (environment: NodeJS.ProcessEnv = process.env): Prover =>
  environment.RAPIDSNARK ? rapidsnarkProver(environment.RAPIDSNARK) : snarkjsProver;
