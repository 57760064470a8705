import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseExact, type RoundContent, stringifyExact } from '@tenor/protocol';

/** The last round a signer signed. */
export interface SignedRound {
  readonly round: number;
  /** Unix seconds. */
  readonly time: number;
}

/** What of a round a signer must not forget. */
export type MemorableRound = SignedRound & Pick<RoundContent, 'settlementHour' | 'settlement'>;

/**
 * Where a signer remembers what it signed, so that it never signs two rounds of one number, or two settlement prices of one hour, not even after a
 * crash.
 */
export interface RoundMemory {
  readonly last: SignedRound | null;
  /** The settlement prices signed for an hour; null where none were. */
  settlement(hour: number): readonly bigint[] | null;
  /** Returns when the round will be remembered; called before the signature is made. */
  remember(round: MemorableRound): void;
}

interface Records extends SignedRound {
  /** Every settlement price ever signed, by hour. */
  readonly settlements: ReadonlyMap<number, readonly bigint[]>;
}

/** Remembers in a file, replaced in one piece and synced. Throws when the file is there and cannot be understood. */
export function fileRoundMemory(path: string): RoundMemory {
  let known = existsSync(path) ? parse(readFileSync(path, 'utf8'), path) : null;
  return {
    get last() {
      return known && { round: known.round, time: known.time };
    },
    settlement: (hour) => known?.settlements.get(hour) ?? null,
    remember: ({ round, time, settlementHour, settlement }) => {
      const settlements = new Map(known?.settlements);
      if (settlementHour !== 0) settlements.set(settlementHour, settlement);
      const records: Records = { round, time, settlements };
      const next = `${path}.next`;
      const file = openSync(next, 'w', 0o600);
      try {
        writeSync(file, stringifyExact(records));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(next, path);
      syncFolder(dirname(path));
      known = records;
    },
  };
}

/** So that a power cut does not bring the file before back. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function parse(text: string, path: string): Records {
  let records: Partial<Records> | null = null;
  try {
    records = parseExact<Partial<Records> | null>(text);
  } catch {
    // Told below, with the path.
  }
  const { round, time, settlements } = records ?? {};
  if (!Number.isSafeInteger(round) || !Number.isSafeInteger(time) || !(settlements instanceof Map)) {
    throw new Error(`${path} does not say what was signed last. Do not sign before you know.`);
  }
  return { round: round!, time: time!, settlements };
}
