import { addAffine, addPoints, allocatePoint, doublePoint, setIdentity, writePoint } from './curve.ts';
import { BASE_POINT } from './field.ts';
import { allocateElements, copyElements, ELEMENT_BYTES, field, type Pointer } from './field-engine.ts';

const POINT_BYTES = 3 * ELEMENT_BYTES;
const AFFINE_BYTES = 2 * ELEMENT_BYTES;

// The base point: 32 windows of 8 bits, so a multiple takes at most 32 mixed additions and no doubling.
const WINDOWS = 32;
const DIGITS = 255;
const baseTable = allocateElements(WINDOWS * DIGITS * 2);
const inversion = allocateElements(2);
const row = allocateElements(DIGITS * 3);
const prefix = allocateElements(DIGITS);
const windowBase = allocatePoint();
let baseTableReady = false;

/** Turns the 255 projective points of `row` into affine ones at `target`, with one inversion (Montgomery's trick). */
function normalizeRow(target: Pointer): void {
  const zOf = (digit: number): Pointer => row + digit * POINT_BYTES + 2 * ELEMENT_BYTES;
  const product = inversion;
  const inverse = inversion + ELEMENT_BYTES;
  copyElements(zOf(0), prefix, 1);
  for (let d = 1; d < DIGITS; d++) {
    field.frm_mul(prefix + (d - 1) * ELEMENT_BYTES, zOf(d), prefix + d * ELEMENT_BYTES);
  }
  field.frm_inverse(prefix + (DIGITS - 1) * ELEMENT_BYTES, product);
  for (let d = DIGITS - 1; d >= 0; d--) {
    if (d > 0) field.frm_mul(product, prefix + (d - 1) * ELEMENT_BYTES, inverse);
    else copyElements(product, inverse, 1);
    field.frm_mul(product, zOf(d), product);
    const point = row + d * POINT_BYTES;
    field.frm_mul(point, inverse, target + d * AFFINE_BYTES);
    field.frm_mul(point + ELEMENT_BYTES, inverse, target + d * AFFINE_BYTES + ELEMENT_BYTES);
  }
}

function buildBaseTable(): void {
  writePoint(windowBase, BASE_POINT);
  for (let w = 0; w < WINDOWS; w++) {
    copyElements(windowBase, row, 3);
    for (let d = 1; d < DIGITS; d++) addPoints(row + (d - 1) * POINT_BYTES, windowBase, row + d * POINT_BYTES);
    normalizeRow(baseTable + w * DIGITS * AFFINE_BYTES);
    for (let bit = 0; bit < 8; bit++) doublePoint(windowBase, windowBase);
  }
  baseTableReady = true;
}

/** result = scalar·B8 for 0 ≤ scalar < 2^256. The table is made by the first call, in some 20 ms. */
export function multiplyBase(scalar: bigint, result: Pointer): void {
  if (!baseTableReady) buildBaseTable();
  setIdentity(result);
  let rest = scalar;
  for (let w = 0; rest > 0n; w++, rest >>= 8n) {
    const digit = Number(rest & 0xffn);
    if (digit !== 0) addAffine(result, baseTable + (w * DIGITS + digit - 1) * AFFINE_BYTES, result);
  }
}

const multiples = allocateElements(15 * 3);

/** result = scalar·point for any scalar ≥ 0, by windows of 4 bits; result and point are different points. */
export function multiplyPoint(scalar: bigint, point: Pointer, result: Pointer): void {
  copyElements(point, multiples, 3);
  for (let d = 1; d < 15; d++) addPoints(multiples + (d - 1) * POINT_BYTES, point, multiples + d * POINT_BYTES);
  setIdentity(result);
  const digits = scalar.toString(16);
  for (let i = 0; i < digits.length; i++) {
    if (i > 0) for (let bit = 0; bit < 4; bit++) doublePoint(result, result);
    const digit = Number.parseInt(digits[i]!, 16);
    if (digit !== 0) addPoints(result, multiples + (digit - 1) * POINT_BYTES, result);
  }
}
