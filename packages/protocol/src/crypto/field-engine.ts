import { FIELD_WASM_BASE64, FIELD_WASM_PAGES } from './generated/field-wasm.ts';

/** Address of a field element (32 bytes, Montgomery form) in the memory of the wasm module. */
export type Pointer = number;

/** Bytes of one field element. */
export const ELEMENT_BYTES = 32;

interface FieldExports {
  frm_add(a: Pointer, b: Pointer, result: Pointer): void;
  frm_sub(a: Pointer, b: Pointer, result: Pointer): void;
  frm_mul(a: Pointer, b: Pointer, result: Pointer): void;
  frm_square(a: Pointer, result: Pointer): void;
  frm_inverse(a: Pointer, result: Pointer): void;
  frm_eq(a: Pointer, b: Pointer): number;
  frm_isZero(a: Pointer): number;
  frm_toMontgomery(a: Pointer, result: Pointer): void;
  frm_fromMontgomery(a: Pointer, result: Pointer): void;
  poseidon(state: Pointer, inputs: Pointer, count: number, outputs: Pointer, outputCount: number): void;
}

// The libraries this package compiles with (ES2023, Node) do not declare WebAssembly, which both Node and browsers have.
declare const WebAssembly: {
  Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
};

const EXTRA_PAGES = 16;
const memory = new WebAssembly.Memory({ initial: FIELD_WASM_PAGES + EXTRA_PAGES });
const code = Uint8Array.from(atob(FIELD_WASM_BASE64), (character) => character.charCodeAt(0));
const { instance } = await WebAssembly.instantiate(code, { env: { memory } });

/** Field operations on pointers; operands and result may be the same element. */
export const field = instance.exports as FieldExports;

// The memory never grows, so these views stay valid.
const words = new BigUint64Array(memory.buffer);
const bytes = new Uint8Array(memory.buffer);
let free = (new Uint32Array(memory.buffer, 0, 1)[0]! + 31) & ~31;

/** Reserves zeroed elements for the life of the process; called while modules load and never per operation. */
export function allocateElements(count: number): Pointer {
  const pointer = free;
  free += count * ELEMENT_BYTES;
  if (free > bytes.length) throw new RangeError('The memory of the field module is exhausted: raise EXTRA_PAGES.');
  return pointer;
}

/** Stores a canonical integer as field element. */
export function writeElement(pointer: Pointer, value: bigint): void {
  const at = pointer >> 3;
  words[at] = value;
  words[at + 1] = value >> 64n;
  words[at + 2] = value >> 128n;
  words[at + 3] = value >> 192n;
  field.frm_toMontgomery(pointer, pointer);
}

const scratch = allocateElements(1);

/** The canonical integer of a stored element. */
export function readElement(pointer: Pointer): bigint {
  field.frm_fromMontgomery(pointer, scratch);
  const at = scratch >> 3;
  return words[at]! | (words[at + 1]! << 64n) | (words[at + 2]! << 128n) | (words[at + 3]! << 192n);
}

/** Copies consecutive elements. */
export function copyElements(from: Pointer, to: Pointer, count: number): void {
  bytes.copyWithin(to, from, from + count * ELEMENT_BYTES);
}
