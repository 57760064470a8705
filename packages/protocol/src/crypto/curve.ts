import type { PublicKey } from '../state/account.ts';
import { CURVE_A, CURVE_D, isCanonical } from './field.ts';
import {
  allocateElements,
  copyElements,
  ELEMENT_BYTES,
  field,
  type Pointer,
  readElement,
  writeElement,
} from './field-engine.ts';

/**
 * Baby Jubjub on pointers. A projective point is X, Y, Z in three consecutive elements; an affine one is x, y in two.
 * a is a square and d is not, so the formulas (add-2008-bbjlp, dbl-2008-bbjlp) are complete: they hold for every pair of points.
 */
const Y = ELEMENT_BYTES;
const Z = 2 * ELEMENT_BYTES;

const constants = allocateElements(3);
const ONE = constants;
const A_AT = constants + ELEMENT_BYTES;
const D_AT = constants + 2 * ELEMENT_BYTES;
writeElement(ONE, 1n);
writeElement(A_AT, CURVE_A);
writeElement(D_AT, CURVE_D);

const temporary = allocateElements(9);
const [t0, t1, t2, t3, t4, t5, t6, t7, t8] = Array.from({ length: 9 }, (_, i) => temporary + i * ELEMENT_BYTES) as [
  Pointer,
  Pointer,
  Pointer,
  Pointer,
  Pointer,
  Pointer,
  Pointer,
  Pointer,
  Pointer,
];
const { frm_add: add, frm_sub: sub, frm_mul: mul, frm_square: square } = field;

/** Reserves one projective point for the life of the process. */
export const allocatePoint = (): Pointer => allocateElements(3);

export function setIdentity(point: Pointer): void {
  writeElement(point, 0n);
  copyElements(ONE, point + Y, 1);
  copyElements(ONE, point + Z, 1);
}

/** Stores a point given by canonical coordinates. */
export function writePoint(point: Pointer, { x, y }: PublicKey): void {
  writeElement(point, x);
  writeElement(point + Y, y);
  copyElements(ONE, point + Z, 1);
}

/** The affine coordinates of a projective point. */
export function readPoint(point: Pointer): PublicKey {
  field.frm_inverse(point + Z, t0);
  mul(point, t0, t1);
  mul(point + Y, t0, t2);
  return { x: readElement(t1), y: readElement(t2) };
}

/** result = 2·p; they may be the same point. */
export function doublePoint(p: Pointer, result: Pointer): void {
  add(p, p + Y, t0);
  square(t0, t0);
  square(p, t1);
  square(p + Y, t2);
  mul(A_AT, t1, t3);
  add(t3, t2, t4);
  square(p + Z, t5);
  sub(t4, t5, t6);
  sub(t6, t5, t6);
  sub(t0, t1, t0);
  sub(t0, t2, t0);
  mul(t0, t6, result);
  sub(t3, t2, t3);
  mul(t4, t3, result + Y);
  mul(t4, t6, result + Z);
}

/** result = p + q, with t0 holding Z1·Z2 already. */
function addWithProductOfZ(p: Pointer, q: Pointer, result: Pointer): void {
  square(t0, t1);
  mul(p, q, t2);
  mul(p + Y, q + Y, t3);
  mul(D_AT, t2, t4);
  mul(t4, t3, t4);
  sub(t1, t4, t5);
  add(t1, t4, t6);
  add(p, p + Y, t7);
  add(q, q + Y, t8);
  mul(t7, t8, t7);
  sub(t7, t2, t7);
  sub(t7, t3, t7);
  mul(t0, t5, t8);
  mul(t8, t7, result);
  mul(A_AT, t2, t2);
  sub(t3, t2, t3);
  mul(t0, t6, t8);
  mul(t8, t3, result + Y);
  mul(t5, t6, result + Z);
}

/** result = p + q for projective points; result may be either. */
export function addPoints(p: Pointer, q: Pointer, result: Pointer): void {
  mul(p + Z, q + Z, t0);
  addWithProductOfZ(p, q, result);
}

/** result = p + q for projective p and affine q; result may be p. */
export function addAffine(p: Pointer, q: Pointer, result: Pointer): void {
  copyElements(p + Z, t0, 1);
  addWithProductOfZ(p, q, result);
}

export function pointsEqual(p: Pointer, q: Pointer): boolean {
  mul(p, q + Z, t0);
  mul(q, p + Z, t1);
  mul(p + Y, q + Z, t2);
  mul(q + Y, p + Z, t3);
  return field.frm_eq(t0, t1) === 1 && field.frm_eq(t2, t3) === 1;
}

export const isIdentity = (p: Pointer): boolean => field.frm_isZero(p) === 1 && field.frm_eq(p + Y, p + Z) === 1;

/** Whether coordinates are canonical (below the field prime) and satisfy the curve equation. */
export function isOnCurve({ x, y }: PublicKey): boolean {
  if (!isCanonical(x) || !isCanonical(y)) return false;
  writeElement(t0, x);
  writeElement(t1, y);
  square(t0, t0);
  square(t1, t1);
  mul(A_AT, t0, t2);
  add(t2, t1, t2);
  mul(t0, t1, t3);
  mul(D_AT, t3, t3);
  add(ONE, t3, t3);
  return field.frm_eq(t2, t3) === 1;
}
