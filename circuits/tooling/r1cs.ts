import { readFileSync } from 'node:fs';
import { readSections, sectionOf, viewOf } from './binary-sections.ts';
import { FIELD, FIELD_BYTES, readField } from './field.ts';

/** Σ coefficient × wire; coefficients are kept signed around 0, most are small. */
export interface LinearCombination {
  readonly wires: Uint32Array;
  readonly coefficients: readonly bigint[];
}

/** a × b = c */
export type Constraint = readonly [a: LinearCombination, b: LinearCombination, c: LinearCombination];

/** A constraint system. Wire 0 is 1; then come the outputs, the public inputs, the private inputs and the rest. */
export interface R1cs {
  readonly wires: number;
  readonly outputs: number;
  readonly publicInputs: number;
  readonly privateInputs: number;
  readonly constraints: readonly Constraint[];
}

/** Sizes of a constraint system, without reading it whole. */
export interface R1csHeader {
  readonly wires: number;
  readonly outputs: number;
  readonly publicInputs: number;
  readonly privateInputs: number;
  readonly constraintCount: number;
}

const HEADER_SECTION = 1;
const CONSTRAINT_SECTION = 2;

/** Reads the header of an .r1cs file. */
export function readR1csHeader(bytes: Uint8Array): R1csHeader {
  const view = viewOf(bytes);
  const { offset } = sectionOf(readSections(bytes, 'r1cs'), HEADER_SECTION);
  if (view.getUint32(offset, true) !== FIELD_BYTES || readField(view, offset + 4) !== FIELD) {
    throw new Error('the r1cs is not over the BN254 scalar field');
  }
  const counts = offset + 4 + FIELD_BYTES;
  return {
    wires: view.getUint32(counts, true),
    outputs: view.getUint32(counts + 4, true),
    publicInputs: view.getUint32(counts + 8, true),
    privateInputs: view.getUint32(counts + 12, true),
    constraintCount: view.getUint32(counts + 24, true),
  };
}

/** Reads an .r1cs file. */
export function readR1cs(path: string): R1cs {
  const bytes = readFileSync(path);
  const { constraintCount, ...header } = readR1csHeader(bytes);
  const view = viewOf(bytes);
  let { offset } = sectionOf(readSections(bytes, 'r1cs'), CONSTRAINT_SECTION);
  const known = new Map<string, bigint>();
  const coefficient = (at: number): bigint => {
    const key = bytes.toString('latin1', at, at + FIELD_BYTES);
    let value = known.get(key);
    if (value === undefined) {
      value = readField(view, at);
      if (value > FIELD / 2n) value -= FIELD;
      known.set(key, value);
    }
    return value;
  };
  const combination = (): LinearCombination => {
    const terms = view.getUint32(offset, true);
    offset += 4;
    const wires = new Uint32Array(terms);
    const coefficients = new Array<bigint>(terms);
    for (let term = 0; term < terms; term++, offset += 4 + FIELD_BYTES) {
      wires[term] = view.getUint32(offset, true);
      coefficients[term] = coefficient(offset + 4);
    }
    return { wires, coefficients };
  };
  const constraints = Array.from(
    { length: constraintCount },
    (): Constraint => [combination(), combination(), combination()],
  );
  return { ...header, constraints };
}

function evaluate({ wires, coefficients }: LinearCombination, witness: readonly bigint[]): bigint {
  let sum = 0n;
  for (let term = 0; term < wires.length; term++) {
    sum += (coefficients[term] as bigint) * (witness[wires[term] as number] as bigint);
  }
  return sum % FIELD;
}

/** Whether a witness satisfies one constraint. */
export const holds = ([a, b, c]: Constraint, witness: readonly bigint[]): boolean =>
  (evaluate(a, witness) * evaluate(b, witness) - evaluate(c, witness)) % FIELD === 0n;

/**
 * The constraints that a witness violates, as indices; an empty list means it is a valid witness.
 * @throws if the witness has not one value for each wire, or does not begin with 1
 */
export function violated(r1cs: R1cs, witness: readonly bigint[]): number[] {
  if (witness.length !== r1cs.wires) throw new Error(`${witness.length} values for ${r1cs.wires} wires`);
  if (witness[0] !== 1n) throw new Error('wire 0 must be 1');
  const found: number[] = [];
  r1cs.constraints.forEach((constraint, index) => {
    if (!holds(constraint, witness)) found.push(index);
  });
  return found;
}
