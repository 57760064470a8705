import { TenorError } from '../errors.ts';
import { mod } from './field.ts';
import { allocateElements, ELEMENT_BYTES, field, readElement, writeElement } from './field-engine.ts';

const RATE = 16;
const state = allocateElements(1);
const inputsAt = allocateElements(RATE);
const outputsAt = allocateElements(RATE + 1);

function permute(capacity: bigint, inputs: readonly bigint[], outputCount: number): void {
  writeElement(state, capacity);
  for (let i = 0; i < inputs.length; i++) writeElement(inputsAt + i * ELEMENT_BYTES, mod(inputs[i]!));
  field.poseidon(state, inputsAt, inputs.length, outputsAt, outputCount);
}

/**
 * circomlib's Poseidon hash of 1 to 16 integers (any integer stands for its residue, so negative ones are allowed).
 * Throws INVALID_PARAMS for another number of inputs.
 */
export function poseidon(inputs: readonly bigint[]): bigint {
  if (inputs.length < 1 || inputs.length > RATE) {
    throw new TenorError('INVALID_PARAMS', { param: 'inputs', detail: 'Poseidon takes 1 to 16 inputs' });
  }
  permute(0n, inputs, 1);
  return readElement(outputsAt);
}

/** What a sponge squeezes: the commitment and the two challenges of the circuit's sums. */
export interface Squeezed {
  readonly C: bigint;
  readonly X: bigint;
  readonly beta: bigint;
}

/** The fixed-length sponge over at least one integer: overwrite mode, capacity starting at the number of elements. */
export function sponge(inputs: readonly bigint[]): Squeezed {
  if (inputs.length < 1) throw new TenorError('INVALID_PARAMS', { param: 'inputs', detail: 'the sponge is empty' });
  let capacity = BigInt(inputs.length);
  for (let start = 0; start < inputs.length; start += RATE) {
    const block = inputs.slice(start, start + RATE);
    while (block.length < RATE) block.push(0n);
    permute(capacity, block, 4);
    capacity = readElement(outputsAt);
  }
  const output = (index: number): bigint => readElement(outputsAt + index * ELEMENT_BYTES);
  return { C: output(1), X: output(2), beta: output(3) };
}

/** One hash of any number (≥ 1) of integers: Poseidon up to 16, the sponge's C above. */
export const flat = (inputs: readonly bigint[]): bigint =>
  inputs.length <= RATE ? poseidon(inputs) : sponge(inputs).C;
