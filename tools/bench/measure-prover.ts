import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  batchMainPath,
  type CircuitInput,
  compileCircuit,
  defaultProver,
  encodeWtns,
  loadWitnessCalculator,
  makeDevelopmentKey,
  verifyLocally,
} from '@tenor/circuits';
import { CIRCUIT_SIZES, challengeOf, evaluateWords, FIELD_PRIME, toSparse } from '@tenor/protocol';
import { fullBatch } from './full-batch.ts';
import type { ProverFigures, Tell } from './report.ts';

const seconds = (from: number): number => Math.round(performance.now() - from) / 1000;
/** The verifier id only enters the challenge; any number measures the same. */
const VERIFIER = 1n;

/** From the sources of the dev circuit to a verified proof of a full batch, nothing from a cache. */
export async function measureProver(tell: Tell): Promise<ProverFigures> {
  const size = CIRCUIT_SIZES.dev;
  const cacheRoot = mkdtempSync(join(tmpdir(), 'tenor-bench-'));
  try {
    tell('compiling the dev circuit afresh');
    let from = performance.now();
    const compiled = await compileCircuit(batchMainPath('dev'), { cacheRoot });
    const compileSeconds = seconds(from);
    tell(`compiled in ${compileSeconds} s; making its development key`);
    from = performance.now();
    const key = await makeDevelopmentKey(compiled.r1csPath, { cacheRoot });
    const setupSeconds = seconds(from);

    tell(`key made in ${setupSeconds} s; netting a full batch and calculating its witness`);
    const batch = fullBatch(size);
    const calculator = await loadWitnessCalculator(readFileSync(compiled.wasmPath));
    from = performance.now();
    // Twice: the challenge depends on the commitment, which the witness yields.
    const first = await calculator.calculate(batch.input as CircuitInput);
    const commitment = firstOutput(first.bytes);
    batch.input.r = challengeOf(VERIFIER, commitment, toSparse(batch.words));
    const wtns = encodeWtns(await calculator.calculate(batch.input as CircuitInput));
    const witnessSeconds = seconds(from);

    const prover = defaultProver();
    tell(`witness in ${witnessSeconds} s; proving with ${prover.name}`);
    from = performance.now();
    const proved = await prover.prove(key.zkeyPath, wtns);
    const proveSeconds = seconds(from);
    from = performance.now();
    const verified = await verifyLocally(key.verificationKey, proved);
    const verifySeconds = seconds(from);
    const expected = [commitment, evaluateWords(batch.words, batch.input.r), batch.input.r].map((x) => x % FIELD_PRIME);
    if (!verified || proved.publicSignals.some((signal, i) => BigInt(signal) !== expected[i])) {
      throw new Error('the proof does not verify or proves something else');
    }
    const { rows, visits } = batch.record;
    return {
      prover: prover.name,
      rows: rows.length,
      visits: visits.length,
      compileSeconds,
      setupSeconds,
      witnessSeconds,
      proveSeconds,
      verifySeconds,
      verified,
    };
  } finally {
    rmSync(cacheRoot, { recursive: true, force: true });
  }
}

/** Wire 0 is the constant 1; the first output follows, 32 bytes, little-endian. */
function firstOutput(witness: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(witness.subarray(32, 64)).reverse().toString('hex')}`);
}
