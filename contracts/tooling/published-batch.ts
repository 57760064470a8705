import { concatHex, type Hex, keccak256, numberToHex } from 'viem';

/** Order of the scalar field of BN254. */
export const SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The words of a batch as they travel: the nonzero ones in order of place, and a bitmap of their places. */
export interface SparseWords {
  readonly mask: readonly bigint[];
  readonly words: readonly bigint[];
}

/** A Groth16 proof as snarkjs returns it. */
export interface SnarkjsProof {
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
}

/** A Groth16 proof as the contract takes it: A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y. */
export type ProofWords = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** One batch as `Exchange.settle` takes it. */
export interface SettleBatch extends SparseWords {
  readonly verifierId: Hex;
  readonly commitment: bigint;
  readonly proof: ProofWords;
}

/** Drops the zero words of a batch's ND words and marks where the others belong. */
export function sparseWords(data: readonly bigint[]): SparseWords {
  const mask = Array.from({ length: Math.ceil(data.length / 256) }, () => 0n);
  const words: bigint[] = [];
  data.forEach((word, place) => {
    if (word === 0n) return;
    mask[place >> 8] = (mask[place >> 8] ?? 0n) | (1n << BigInt(place & 255));
    words.push(word);
  });
  return { mask, words };
}

/** The challenge `r = keccak256(verifierId ‖ C ‖ mask… ‖ words…) mod p`, third public signal of the circuit. */
export function batchChallenge(verifierId: Hex, commitment: bigint, { mask, words }: SparseWords): bigint {
  const bytes = [commitment, ...mask, ...words].map((word) => numberToHex(word, { size: 32 }));
  return BigInt(keccak256(concatHex([verifierId, ...bytes]))) % SCALAR_FIELD;
}

/** `y = Σ data_i r^i mod p`, second public signal of the circuit. */
export function evaluateWords(data: readonly bigint[], r: bigint): bigint {
  return data.reduceRight((sum, word) => (sum * r + word) % SCALAR_FIELD, 0n);
}

function coordinate(value: string | undefined): bigint {
  if (value === undefined) throw new Error('The proof is incomplete: prove the batch again.');
  return BigInt(value);
}

/** A snarkjs proof in the order of the pairing precompile (imaginary part of G2 coordinates first). */
export function proofWords({ pi_a: a, pi_b: b, pi_c: c }: SnarkjsProof): ProofWords {
  return [
    coordinate(a[0]),
    coordinate(a[1]),
    coordinate(b[0]?.[1]),
    coordinate(b[0]?.[0]),
    coordinate(b[1]?.[1]),
    coordinate(b[1]?.[0]),
    coordinate(c[0]),
    coordinate(c[1]),
  ];
}

/** Everything `Exchange.settle` needs of one proved batch. `data` are all ND words in their places. */
export function settleBatch(
  verifierId: Hex,
  commitment: bigint,
  data: readonly bigint[],
  proof: ProofWords,
): SettleBatch {
  return { verifierId, commitment, ...sparseWords(data), proof };
}
