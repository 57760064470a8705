import { readFile } from 'node:fs/promises';
import {
  batchMainPath,
  compileCircuit,
  defaultCacheRoot,
  loadWitnessCalculator,
  readR1cs,
  violated,
  witnessValues,
} from '@tenor/circuits';
import { type CircuitName, evaluateWords } from '@tenor/protocol';
import type { CheckedBatch } from './plan-check.ts';

/** Any value that is not special will do where nothing is proved. */
const CHALLENGE = 0x7e40_1234_5678_9abcn;
/** Wires of the outputs: the constant 1, the commitment, the value of the published words. */
const VALUE_WIRE = 2;

/** Asks the constraint system of the batch circuit about batches, without proving them. */
export class ConstraintCheck {
  readonly #size: CircuitName;
  #check: ((batch: CheckedBatch) => Promise<string | null>) | null = null;

  constructor(size: CircuitName) {
    this.#size = size;
  }

  /** Computes every signal of a batch and evaluates every constraint. Returns what does not hold, or null. */
  async check(batch: CheckedBatch): Promise<string | null> {
    this.#check ??= await this.#prepare();
    return this.#check(batch);
  }

  async #prepare(): Promise<(batch: CheckedBatch) => Promise<string | null>> {
    const compiled = await compileCircuit(batchMainPath(this.#size), { cacheRoot: defaultCacheRoot });
    const r1cs = readR1cs(compiled.r1csPath);
    const calculator = await loadWitnessCalculator(await readFile(compiled.wasmPath));
    return async ({ plan, input, words }) => {
      try {
        const values = witnessValues(await calculator.calculate({ ...input, r: CHALLENGE }));
        const broken = violated(r1cs, values);
        if (broken.length > 0) return `batch ${plan.number} violates ${broken.length} constraints`;
        const isTold = values[VALUE_WIRE] === evaluateWords(words, CHALLENGE);
        return isTold ? null : `batch ${plan.number}: the circuit publishes other words than the rules`;
      } catch (error) {
        return `batch ${plan.number}: ${error instanceof Error ? error.message : error}`;
      }
    };
  }
}
