import { createHash } from 'node:crypto';

/** 248 bits: what fits a word of a batch on L1. */
export const HEAD_BYTES = 31;
/** The head before the first record. */
export const FIRST_HEAD: Uint8Array = new Uint8Array(HEAD_BYTES);

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** head_n = first 248 bits of sha256(head_(n−1) ‖ sha256(command)). */
export const nextHead = (head: Uint8Array, commandHash: Uint8Array): Buffer =>
  sha256(head, commandHash).subarray(0, HEAD_BYTES);

/** The integer of big-endian bytes. */
export const integerOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
