import { webAssembly } from '../web-assembly.ts';

/** The functions of ffjavascript's BN254 code that are used here. Arguments are addresses; the last one is the result. */
export interface CurveExports {
  frm_add(a: number, b: number, result: number): void;
  frm_sub(a: number, b: number, result: number): void;
  /** Montgomery product: a·b·2^-256, so normal × Montgomery = normal. */
  frm_mul(a: number, b: number, result: number): void;
  frm_toMontgomery(a: number, result: number): void;
  frm_fromMontgomery(a: number, result: number): void;
  frm_batchInverse(input: number, inputStep: number, count: number, result: number, resultStep: number): void;
  g1m_addMixed(a: number, affine: number, result: number): void;
  g2m_addMixed(a: number, affine: number, result: number): void;
  g1m_double(a: number, result: number): void;
  g2m_double(a: number, result: number): void;
  g1m_zero(result: number): void;
  g2m_zero(result: number): void;
  g1m_toAffine(a: number, result: number): void;
  g2m_toAffine(a: number, result: number): void;
  g1m_batchToAffine(input: number, count: number, result: number): void;
  g2m_batchToAffine(input: number, count: number, result: number): void;
}

/** An instance of the curve's code with a memory of its own. ffjavascript's object cannot be loaded inside a worker. */
export interface CurveCode {
  readonly run: CurveExports;
  /** Takes memory that is never given back. @returns its address, a multiple of 8 */
  allocate(bytes: number): number;
  /** Makes sure that this much memory lies above the last allocation: batch functions use it without asking. */
  reserve(bytes: number): void;
  /** The memory; valid until the next `allocate` or `reserve`, which may detach it. */
  bytes(): Uint8Array;
  words(): Uint32Array;
}

const PAGE = 65_536;
const FIRST_PAGES = 100;

/** Instantiates the wasm code of ffjavascript's BN254. The code keeps its free pointer at address 0. */
export async function instantiateCurve(code: Uint8Array): Promise<CurveCode> {
  const memory = new webAssembly.Memory({ initial: FIRST_PAGES });
  const { exports } = await webAssembly.instantiate(await webAssembly.compile(code), { env: { memory } });
  let bytes = new Uint8Array(memory.buffer);
  let words = new Uint32Array(memory.buffer);
  const grow = (end: number) => {
    if (end <= memory.buffer.byteLength) return;
    memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE));
    bytes = new Uint8Array(memory.buffer);
    words = new Uint32Array(memory.buffer);
  };
  return {
    run: exports as unknown as CurveExports,
    allocate: (size) => {
      const address = words[0] as number;
      const end = Math.ceil((address + size) / 8) * 8;
      grow(end);
      words[0] = end;
      return address;
    },
    reserve: (size) => grow((words[0] as number) + size),
    bytes: () => bytes,
    words: () => words,
  };
}
