import { FIRST_HEAD, HEAD_BYTES, integerOf, nextHead, sha256 } from './hash-chain.ts';

/** One journaled command with its place in the hash chain. */
export interface JournalRecord {
  /** 1 for the first command. */
  readonly sequence: number;
  readonly command: Uint8Array;
  readonly commandHash: Uint8Array;
  readonly head: Uint8Array;
}

/** The end of a journal. */
export interface JournalTip {
  readonly sequence: number;
  readonly head: Uint8Array;
}

export const EMPTY_TIP: JournalTip = { sequence: 0, head: FIRST_HEAD };

/** The record that a command makes after this tip. */
export function recordAfter(tip: JournalTip, command: Uint8Array): JournalRecord {
  const commandHash = sha256(command);
  return { sequence: tip.sequence + 1, command, commandHash, head: nextHead(tip.head, commandHash) };
}

/** How a record is stored: its head and the command. */
export const recordBytes = ({ head, command }: JournalRecord): Buffer => Buffer.concat([head, command]);

/** The record of stored bytes, its hash computed again; the head is as stored. */
export function parseRecord(sequence: number, bytes: Uint8Array): JournalRecord {
  const command = bytes.subarray(HEAD_BYTES);
  return { sequence, command, commandHash: sha256(command), head: bytes.subarray(0, HEAD_BYTES) };
}

export const headInteger = ({ head }: JournalTip): bigint => integerOf(head);
