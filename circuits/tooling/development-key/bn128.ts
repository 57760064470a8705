import { createRequire } from 'node:module';

/** What is used of ffjavascript's curve object; the package has no types. */
export interface Bn128 {
  /** Base field modulus. */
  readonly q: bigint;
  /** Scalar field modulus. */
  readonly r: bigint;
  readonly tm: { readonly code: Uint8Array };
  readonly Fr: { readonly w: readonly Uint8Array[]; toObject(element: Uint8Array): bigint };
  readonly G1: Group;
  readonly G2: Group;
}

interface Group {
  readonly g: Uint8Array;
  toJacobian(point: Uint8Array): Uint8Array;
  toAffine(point: Uint8Array): Uint8Array;
  timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
  /** Affine coordinates, little-endian Montgomery: the format of points in keys. */
  toRprLEM(buffer: Uint8Array, offset: number, point: Uint8Array): void;
  toObject(point: Uint8Array): bigint[];
}

interface FfJavascript {
  buildBn128(singleThread: boolean): Promise<Bn128>;
}

/** The curve without worker threads of its own. */
export const loadBn128 = (): Promise<Bn128> =>
  (createRequire(import.meta.url)('ffjavascript') as FfJavascript).buildBn128(true);
