import type { VerificationKey } from './verification-key.ts';

/** A Groth16 proof as snarkjs writes it: affine coordinates as decimal strings, with a third coordinate of 1. */
export interface Groth16Proof {
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
  readonly protocol: 'groth16';
  readonly curve: 'bn128';
}

/** A file given in memory, or its path. */
export type FileSource = string | { readonly type: 'mem'; readonly data: Uint8Array };

interface Logger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** What is used of snarkjs, which has no types. */
export interface Snarkjs {
  readonly groth16: {
    prove(zkey: FileSource, wtns: FileSource): Promise<{ proof: Groth16Proof; publicSignals: string[] }>;
    verify(key: VerificationKey, publicSignals: readonly string[], proof: Groth16Proof): Promise<boolean>;
  };
  readonly zKey: {
    exportVerificationKey(zkey: FileSource): Promise<VerificationKey>;
    newZKey(r1cs: string, ptau: string, zkey: string, logger?: Logger): Promise<unknown>;
    contribute(from: string, to: string, name: string, entropy: string, logger?: Logger): Promise<unknown>;
    beacon(
      from: string,
      to: string,
      name: string,
      hash: string,
      iterationsExponent: number,
      logger?: Logger,
    ): Promise<unknown>;
    verifyFromR1cs(r1cs: string, ptau: string, zkey: string, logger?: Logger): Promise<boolean>;
  };
  readonly powersOfTau: {
    newAccumulator(curve: unknown, power: number, file: string, logger?: Logger): Promise<unknown>;
    contribute(from: string, to: string, name: string, entropy: string, logger?: Logger): Promise<unknown>;
    beacon(
      from: string,
      to: string,
      name: string,
      hash: string,
      iterationsExponent: number,
      logger?: Logger,
    ): Promise<unknown>;
    preparePhase2(from: string, to: string, logger?: Logger): Promise<unknown>;
    verify(file: string, logger?: Logger): Promise<boolean>;
  };
  readonly curves: { getCurveFromName(name: string): Promise<unknown> };
}

/** Loads snarkjs when it is first needed: it is large, and starts threads with its curve. */
export async function loadSnarkjs(): Promise<Snarkjs> {
  const name: string = 'snarkjs';
  return (await import(name)) as Snarkjs;
}
