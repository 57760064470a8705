import { keccak_256 } from '@noble/hashes/sha3.js';
import { FIELD_PRIME } from '../crypto/field.ts';
import type { BatchWords } from './words.ts';

const WORD_BITS = 256;
const WORD_BYTES = 32;

/** A batch's words as L1 takes them: only those in use, and a bitmap of their places. */
export interface SparseWords {
  /** Bit i of mask word i div 256 is set where D[i] is given. */
  readonly mask: readonly bigint[];
  /** Non-zero words in order of place. */
  readonly words: readonly bigint[];
}

/** Leaves the zero words out. */
export function toSparse(all: BatchWords): SparseWords {
  const mask = new Array<bigint>(Math.ceil(all.length / WORD_BITS)).fill(0n);
  all.forEach((word, i) => {
    if (word !== 0n) mask[Math.floor(i / WORD_BITS)]! |= 1n << BigInt(i % WORD_BITS);
  });
  return { mask, words: all.filter((word) => word !== 0n) };
}

/** Puts the words back in their places. Throws a RangeError where mask and words disagree or the mask reaches beyond `count`. */
export function fromSparse({ mask, words }: SparseWords, count: number): bigint[] {
  const all = new Array<bigint>(count).fill(0n);
  let next = 0;
  mask.forEach((bits, m) => {
    for (let b = 0; b < WORD_BITS; b++) {
      if (((bits >> BigInt(b)) & 1n) === 0n) continue;
      const place = m * WORD_BITS + b;
      const word = words[next++];
      if (place >= count || word === undefined) throw new RangeError('mask and words disagree');
      all[place] = word;
    }
  });
  if (next !== words.length) throw new RangeError('more words than places');
  return all;
}

function bytes32(value: bigint): Uint8Array {
  const bytes = new Uint8Array(WORD_BYTES);
  let rest = value;
  for (let i = WORD_BYTES - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return bytes;
}

/** r = keccak256(verifierId ‖ C ‖ mask… ‖ words…) mod p, 32 bytes big-endian each. */
export function challengeOf(verifierId: bigint, C: bigint, { mask, words }: SparseWords): bigint {
  const parts = [verifierId, C, ...mask, ...words];
  const input = new Uint8Array(parts.length * WORD_BYTES);
  parts.forEach((part, i) => {
    input.set(bytes32(part), i * WORD_BYTES);
  });
  return keccak_256(input).reduce((value, byte) => (value << 8n) + BigInt(byte), 0n) % FIELD_PRIME;
}

/** y = Σ D_i r^i mod p over all places. */
export const evaluateWords = (all: BatchWords, r: bigint): bigint =>
  all.reduceRight((value, word) => (value * r + word) % FIELD_PRIME, 0n);
