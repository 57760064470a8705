export { applyBeacon, type CeremonyRecord, contribute, finishCeremony, startCeremony } from './ceremony.ts';
export { type CompiledCircuit, type CompileOptions, type Compiler, compileCircuit, startCompiler } from './compile.ts';
export {
  type DevelopmentKey,
  type DevelopmentKeyOptions,
  isDevelopmentKey,
  makeDevelopmentKey,
} from './development-key.ts';
export { batchMainPath, type GeneratedFile, generateCircuits, writeGeneratedCircuits } from './generate.ts';
export {
  measureBatch,
  measureParts,
  type PartConstraints,
  type PinnedConstraints,
  readPinnedConstraints,
} from './measure-constraints.ts';
export { circuitsRoot, defaultCacheRoot } from './paths.ts';
export { pinVerificationKey, readPinnedKeys, requirePinnedKey } from './pinned-keys.ts';
export type { OnProgress, Progress } from './progress.ts';
export {
  defaultProver,
  type ProofWithSignals,
  type ProveOptions,
  type Prover,
  rapidsnarkProver,
  snarkjsProver,
} from './prover.ts';
export { type R1cs, type R1csHeader, readR1cs, readR1csHeader, violated } from './r1cs.ts';
export type { Groth16Proof } from './snarkjs.ts';
export { readSymbols, type Symbols, where, wireMatching } from './symbols.ts';
export { type VerificationKey, verificationKeyHash } from './verification-key.ts';
export { verifyLocally } from './verify-locally.ts';
export {
  type CircuitInput,
  calculateWitness,
  type InputValue,
  loadWitnessCalculator,
  type Witness,
  type WitnessCalculator,
  witnessOf,
  witnessValues,
} from './witness-calculator.ts';
export { encodeWtns } from './wtns.ts';
