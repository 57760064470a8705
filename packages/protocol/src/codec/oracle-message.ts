import type { OracleRound } from '../batch/plan.ts';
import { flat, poseidon } from '../crypto/poseidon.ts';
import { BITS } from '../parameters.ts';
import type { PublicKey } from '../state/account.ts';
import { checkedBits, packWord } from './bit-layout.ts';

export const ORACLE_ROUND_WORD = { round: [BITS.time, 0], time: [BITS.time, 40] } as const;
/** Added to the domain (below 2^248), so that no instruction of three field elements can be read as a round, or a round as one. */
export const ORACLE_TAG = 1n << 248n;
/** Marks of 36 bits in one word. */
export const MARKS_PER_WORD = 7;

/** Marks (µUSD per lot, one for each market row) packed seven to a word. */
export function packMarks(marks: readonly bigint[]): bigint[] {
  const words = new Array<bigint>(Math.ceil(marks.length / MARKS_PER_WORD)).fill(0n);
  marks.forEach((mark, row) => {
    const shift = BigInt((row % MARKS_PER_WORD) * BITS.price);
    words[Math.floor(row / MARKS_PER_WORD)]! |= checkedBits('marks', mark, BITS.price) << shift;
  });
  return words;
}

/** What the oracle signs; throws INVALID_PARAMS for a field out of range. */
export function oracleMessage(
  domain: bigint,
  { round, time, marks }: Pick<OracleRound, 'round' | 'time' | 'marks'>,
): bigint {
  return flat([domain + ORACLE_TAG, packWord(ORACLE_ROUND_WORD, { round, time }), ...packMarks(marks)]);
}

/** The hash by which a batch names the key its rounds are signed with. */
export const oracleSetHash = (key: PublicKey): bigint => poseidon([key.x, key.y]);
