import { readFile } from 'node:fs/promises';
import {
  batchMainPath,
  compileCircuit,
  type DevelopmentKey,
  defaultProver,
  encodeWtns,
  loadWitnessCalculator,
  makeDevelopmentKey,
  type OnProgress,
  readR1csHeader,
  verifyLocally,
  type Witness,
} from '@tenor/circuits';
import { CIRCUIT_SIZES, type CircuitName } from '@tenor/protocol';
import { verifierDefinition, verifierIdOf } from '../../../../contracts/tooling/verifier-definition.ts';
import type { ProofSystem } from './proof-system.ts';

/** A proof system with the key it stands on. */
export interface WarmProofSystem {
  readonly system: ProofSystem;
  readonly key: DevelopmentKey;
}

/** Compiles the batch circuit and makes its development key, or finds both in the cache. The first time takes minutes. */
export async function warmGroth16(
  name: CircuitName,
  cacheRoot: string,
  onProgress: OnProgress,
): Promise<WarmProofSystem> {
  const compiled = await compileCircuit(batchMainPath(name), { cacheRoot, onProgress });
  const key = await makeDevelopmentKey(compiled.r1csPath, { cacheRoot, onProgress });
  const { constraintCount: constraints } = readR1csHeader(await readFile(compiled.r1csPath));
  const calculator = await loadWitnessCalculator(await readFile(compiled.wasmPath));
  const prover = defaultProver();
  const { verificationKey, verificationKeyHash: verificationKeyId, zkeyPath } = key;
  const system: ProofSystem = {
    circuit: name,
    constraints,
    verificationKey,
    verificationKeyId,
    verifierId: verifierIdOf(verifierDefinition(verificationKey, CIRCUIT_SIZES[name], key.development)),
    witness: async (input) => {
      const witness = await calculator.calculate(input);
      return { commitment: firstOutput(witness), witness: encodeWtns(witness) };
    },
    prove: (witness) => prover.prove(zkeyPath, witness),
    verify: (publicSignals, proof) =>
      verifyLocally(verificationKey, { publicSignals, proof: { ...proof, protocol: 'groth16', curve: 'bn128' } }),
  };
  return { system, key };
}

/** Wire 0 is the constant 1; the first output follows. */
function firstOutput({ bytes }: Witness): bigint {
  let value = 0n;
  for (let index = 63; index >= 32; index--) value = (value << 8n) | BigInt(bytes[index]!);
  return value;
}
