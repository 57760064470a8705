import { closeSync, openSync, writeSync } from 'node:fs';
import { FIELD, FIELD_BYTES, writeField } from '../field.ts';
import type { Bn128 } from './bn128.ts';
import type { KeyScalars } from './key-scalars.ts';
import type { ToxicWaste } from './toxic-waste.ts';

/** Points of a Groth16 key, affine, little-endian Montgomery. */
export interface KeyPoints {
  readonly inputs: Uint8Array;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  readonly c: Uint8Array;
  readonly h: Uint8Array;
}

const CIRCUIT_HASH_BYTES = 64;
/** Linux writes at most 2 GiB at once. */
const LARGEST_WRITE = 2 ** 28;

/**
 * Writes a Groth16 .zkey. The circuit hash stays zero and there are no contributions: `snarkjs zkey verify` refuses such a key,
 * as it should.
 */
export function writeZkey(
  path: string,
  curve: Bn128,
  secret: ToxicWaste,
  scalars: KeyScalars,
  points: KeyPoints,
): void {
  const sections: [type: number, ...content: Uint8Array[]][] = [
    [1, uint32(1)], // Groth16
    [2, ...header(curve, secret, scalars)],
    [3, points.inputs],
    [4, scalars.coefficients],
    [5, points.a],
    [6, points.b1],
    [7, points.b2],
    [8, points.c],
    [9, points.h],
    [10, new Uint8Array(CIRCUIT_HASH_BYTES), uint32(0)],
  ];
  const file = openSync(path, 'w');
  try {
    writeAll(file, new TextEncoder().encode('zkey'));
    writeAll(file, uint32(1)); // version
    writeAll(file, uint32(sections.length));
    for (const [type, ...content] of sections) {
      const length = content.reduce((sum, part) => sum + part.length, 0);
      writeAll(file, uint32(type));
      writeAll(file, uint32(length % 2 ** 32));
      writeAll(file, uint32(Math.floor(length / 2 ** 32)));
      for (const part of content) writeAll(file, part);
    }
  } finally {
    closeSync(file);
  }
}

function header(curve: Bn128, { alpha, beta, delta }: ToxicWaste, { wires, publicSignals, domain }: KeyScalars) {
  const g1 = (scalar: bigint) => affine(curve.G1, scalar, 64);
  const g2 = (scalar: bigint) => affine(curve.G2, scalar, 128);
  return [
    uint32(FIELD_BYTES),
    field(curve.q),
    uint32(FIELD_BYTES),
    field(FIELD),
    uint32(wires),
    uint32(publicSignals),
    uint32(domain),
    g1(alpha),
    g1(beta),
    g2(beta),
    g2(1n), // gamma
    g1(delta),
    g2(delta),
  ];
}

function affine(group: Bn128['G1'], scalar: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  group.toRprLEM(bytes, 0, group.timesScalar(group.g, scalar));
  return bytes;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function field(value: bigint): Uint8Array {
  const bytes = new Uint8Array(FIELD_BYTES);
  writeField(new DataView(bytes.buffer), 0, value);
  return bytes;
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(LARGEST_WRITE, bytes.length - at));
}
