import type { CircuitInput } from '@tenor/circuits';

/** A Groth16 proof as snarkjs writes it: decimal strings. */
export interface Groth16Proof {
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
}

/** One compiled circuit with its key, ready to prove. */
export interface ProofSystem {
  /** Name of the circuit size. */
  readonly circuit: string;
  readonly constraints: number;
  /** As snarkjs writes it. */
  readonly verificationKey: object;
  readonly verificationKeyId: string;
  /** bytes32 under which L1 knows the verifier; part of every challenge. */
  readonly verifierId: `0x${string}`;
  /** Computes a witness, and the first output signal C from it. Throws when the inputs break a rule. */
  witness(input: CircuitInput): Promise<{ readonly commitment: bigint; readonly witness: Uint8Array }>;
  prove(witness: Uint8Array): Promise<{ readonly proof: Groth16Proof; readonly publicSignals: readonly string[] }>;
  verify(publicSignals: readonly string[], proof: Groth16Proof): Promise<boolean>;
}
