import { readSections, sectionOf } from '../binary-sections.ts';
import { FIELD, FIELD_BYTES, modulo, writeField } from '../field.ts';
import { readR1csHeader } from '../r1cs.ts';
import type { CurveCode } from './curve-code.ts';
import type { ToxicWaste } from './toxic-waste.ts';

/** Discrete logarithms of the points of a Groth16 key: 32-byte little-endian scalars in shared memory, for the workers. */
export interface KeyScalars {
  readonly wires: number;
  readonly publicSignals: number;
  /** Size of the evaluation domain, a power of two. */
  readonly domain: number;
  readonly a: SharedArrayBuffer;
  readonly b: SharedArrayBuffer;
  /** One for each public signal and the constant 1. */
  readonly inputs: SharedArrayBuffer;
  /** One for each other wire. */
  readonly c: SharedArrayBuffer;
  /** One for each point of the domain: the quotient by the vanishing polynomial. */
  readonly h: SharedArrayBuffer;
  /** Section 4 of the zkey: the coefficients of A and B, which the prover evaluates. */
  readonly coefficients: Uint8Array;
}

const COEFFICIENT_BYTES = 12 + FIELD_BYTES;

/**
 * Evaluates the polynomials of a constraint system at the secret point.
 * @param rootOfUnity the primitive root of order 2^power that snarkjs uses
 */
export function keyScalars(
  curve: CurveCode,
  r1cs: Uint8Array,
  secret: ToxicWaste,
  rootOfUnity: (power: number) => bigint,
): KeyScalars {
  const { wires, outputs, publicInputs, constraintCount } = readR1csHeader(r1cs);
  const publicSignals = outputs + publicInputs;
  const power = Math.ceil(Math.log2(constraintCount + publicSignals + 1));
  const domain = 2 ** power;
  const { run } = curve;
  const put = (...values: bigint[]) => putMontgomery(curve, values);

  const { offset, length } = sectionOf(readSections(r1cs, 'r1cs'), 2);
  const rows = curve.allocate(length);
  curve.bytes().set(r1cs.subarray(offset, offset + length), rows);
  const lagrange = curve.allocate(2 * domain * FIELD_BYTES);
  const points = { order: domain, root: rootOfUnity(power), first: 0, step: 1, count: domain };
  evaluateLagrange(curve, lagrange, points, secret.tau, { scale: 1n, withoutTop: false });
  const { a, b, c, coefficients } = sumRows(curve, { rows, constraintCount, wires, publicSignals, lagrange });

  // C = (β·A + α·B + C) / γ for public wires, / δ for the others; γ is 1
  const [beta, alpha, deltaInverse] = [put(secret.beta), put(secret.alpha), put(inverse(secret.delta))];
  const product = curve.allocate(FIELD_BYTES);
  for (let wire = 0; wire < wires; wire++) {
    const at = wire * FIELD_BYTES;
    run.frm_mul(a + at, beta, product);
    run.frm_add(c + at, product, c + at);
    run.frm_mul(b + at, alpha, product);
    run.frm_add(c + at, product, c + at);
    if (wire > publicSignals) run.frm_mul(c + at, deltaInverse, c + at);
  }
  const share = (address: number, count: number) => {
    const shared = new SharedArrayBuffer(count * FIELD_BYTES);
    new Uint8Array(shared).set(curve.bytes().subarray(address, address + count * FIELD_BYTES));
    return shared;
  };
  const firstPrivate = publicSignals + 1;
  const result = {
    a: share(a, wires),
    b: share(b, wires),
    inputs: share(c, firstPrivate),
    c: share(c + firstPrivate * FIELD_BYTES, wires - firstPrivate),
  };

  // snarkjs divides by the vanishing polynomial on the odd points of the domain of twice the size
  const odd = { order: 2 * domain, root: rootOfUnity(power + 1), first: 1, step: 2, count: domain };
  evaluateLagrange(curve, lagrange, odd, secret.tau, { scale: inverse(secret.delta), withoutTop: true });
  for (let point = 0; point < domain; point++) {
    run.frm_fromMontgomery(lagrange + point * FIELD_BYTES, lagrange + point * FIELD_BYTES);
  }
  return { wires, publicSignals, domain, ...result, h: share(lagrange, domain), coefficients };
}

interface Points {
  readonly order: number;
  readonly root: bigint;
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/**
 * Lagrange polynomials of a multiplicative subgroup at τ, in Montgomery form: w/m · (τ^m − 1) / (τ − w) for the chosen points w.
 * `withoutTop` leaves out the term of the highest power, τ^(m−1), which a powers-of-tau file does not hold.
 */
function evaluateLagrange(
  curve: CurveCode,
  result: number,
  { order, root, first, step, count }: Points,
  tau: bigint,
  { scale, withoutTop }: { scale: bigint; withoutTop: boolean },
): void {
  const { run } = curve;
  const constants = [
    tau,
    power(tau, BigInt(order)) - 1n,
    scale * inverse(BigInt(order)),
    power(tau, BigInt(order - 1)),
    power(root, BigInt(step)),
    power(root, BigInt(first)),
  ];
  const start = putMontgomery(curve, constants);
  const [atTau, vanishing, factor, top, stride, point] = constants.map((_, i) => start + i * FIELD_BYTES) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const points = curve.allocate(count * FIELD_BYTES);
  for (let i = 0; i < count; i++) {
    curve.bytes().copyWithin(points + i * FIELD_BYTES, point, point + FIELD_BYTES);
    run.frm_sub(atTau, point, result + i * FIELD_BYTES);
    run.frm_mul(point, stride, point);
  }
  curve.reserve(2 * count * FIELD_BYTES + 65_536); // batchInverse works above the last allocation
  run.frm_batchInverse(result, FIELD_BYTES, count, result, FIELD_BYTES);
  for (let i = 0; i < count; i++) {
    const at = result + i * FIELD_BYTES;
    run.frm_mul(at, vanishing, at);
    if (withoutTop) run.frm_sub(at, top, at);
    run.frm_mul(at, points + i * FIELD_BYTES, at);
    run.frm_mul(at, factor, at);
  }
}

interface Rows {
  /** Address of section 2 of the r1cs. */
  readonly rows: number;
  readonly constraintCount: number;
  readonly wires: number;
  readonly publicSignals: number;
  /** Address of the Lagrange polynomials at τ, Montgomery. */
  readonly lagrange: number;
}

/** A, B and C of each wire at τ (normal form), and the coefficients for the prover (×2^512: Montgomery twice, as snarkjs). */
function sumRows(curve: CurveCode, { rows, constraintCount, wires, publicSignals, lagrange }: Rows) {
  const { run } = curve;
  const sums = [0, 1, 2].map(() => curve.allocate(wires * FIELD_BYTES)) as [number, number, number];
  const one = curve.allocate(FIELD_BYTES);
  const term = curve.allocate(FIELD_BYTES);
  const twice = curve.allocate(FIELD_BYTES);
  const bytes = curve.bytes();
  const words = curve.words();
  for (const sum of sums) bytes.fill(0, sum, sum + wires * FIELD_BYTES);
  const coefficients = new Uint8Array(
    4 + countProverTerms(words, rows, constraintCount, publicSignals) * COEFFICIENT_BYTES,
  );
  const view = new DataView(coefficients.buffer);
  let end = 4;
  const keep = (matrix: number, row: number, wire: number, coefficient: number) => {
    run.frm_toMontgomery(coefficient, twice);
    run.frm_toMontgomery(twice, twice);
    view.setUint32(end, matrix, true);
    view.setUint32(end + 4, row, true);
    view.setUint32(end + 8, wire, true);
    coefficients.set(bytes.subarray(twice, twice + FIELD_BYTES), end + 12);
    end += COEFFICIENT_BYTES;
  };
  const add = (matrix: number, row: number, wire: number, coefficient: number) => {
    const sum = (sums[matrix] as number) + wire * FIELD_BYTES;
    run.frm_mul(coefficient, lagrange + row * FIELD_BYTES, term);
    run.frm_add(sum, term, sum);
    if (matrix < 2) keep(matrix, row, wire, coefficient);
  };
  let at = rows;
  for (let row = 0; row < constraintCount; row++) {
    for (let matrix = 0; matrix < 3; matrix++) {
      const terms = words[at >> 2] as number;
      at += 4;
      for (let i = 0; i < terms; i++, at += 4 + FIELD_BYTES) add(matrix, row, words[at >> 2] as number, at + 4);
    }
  }
  // one more row for each public signal makes their polynomials independent
  bytes.fill(0, one, one + FIELD_BYTES);
  bytes[one] = 1;
  for (let wire = 0; wire <= publicSignals; wire++) add(0, constraintCount + wire, wire, one);
  view.setUint32(0, (end - 4) / COEFFICIENT_BYTES, true);
  return { a: sums[0], b: sums[1], c: sums[2], coefficients };
}

function countProverTerms(words: Uint32Array, rows: number, constraintCount: number, publicSignals: number): number {
  let count = publicSignals + 1;
  let at = rows;
  for (let row = 0; row < constraintCount; row++) {
    for (let matrix = 0; matrix < 3; matrix++) {
      const terms = words[at >> 2] as number;
      if (matrix < 2) count += terms;
      at += 4 + terms * (4 + FIELD_BYTES);
    }
  }
  return count;
}

/** Writes field elements in Montgomery form. @returns the address of the first */
function putMontgomery(curve: CurveCode, values: readonly bigint[]): number {
  const address = curve.allocate(values.length * FIELD_BYTES);
  const bytes = curve.bytes();
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    const at = address + index * FIELD_BYTES;
    writeField(view, at, modulo(value));
    curve.run.frm_toMontgomery(at, at);
  }
  return address;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = modulo(base), left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % FIELD;
    square = (square * square) % FIELD;
  }
  return result;
}

const inverse = (x: bigint): bigint => power(x, FIELD - 2n);
