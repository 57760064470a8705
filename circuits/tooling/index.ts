export { type CompiledCircuit, type CompileOptions, type Compiler, compileCircuit, startCompiler } from './compile.ts';
export { batchMainPath, type GeneratedFile, generateCircuits, writeGeneratedCircuits } from './generate.ts';
export { circuitsRoot, defaultCacheRoot } from './paths.ts';
export type { OnProgress, Progress } from './progress.ts';
export { type R1cs, type R1csHeader, readR1cs, readR1csHeader, violated } from './r1cs.ts';
export { readSymbols, type Symbols, where, wireMatching } from './symbols.ts';
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
