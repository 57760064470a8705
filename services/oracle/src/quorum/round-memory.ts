import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** The last round a signer signed. */
export interface SignedRound {
  readonly round: number;
  /** Unix seconds. */
  readonly time: number;
}

/** Where a signer remembers what it signed, so that it never signs two rounds of one number, not even after a crash. */
export interface RoundMemory {
  readonly last: SignedRound | null;
  /** Returns when the round will be remembered; called before the signature is made. */
  remember(round: SignedRound): void;
}

/** Remembers in a file, replaced in one piece and synced. Throws when the file is there and cannot be understood. */
export function fileRoundMemory(path: string): RoundMemory {
  let last = existsSync(path) ? parse(readFileSync(path, 'utf8'), path) : null;
  return {
    get last() {
      return last;
    },
    remember: (round) => {
      const next = `${path}.next`;
      const file = openSync(next, 'w', 0o600);
      try {
        writeSync(file, JSON.stringify({ round: round.round, time: round.time }));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(next, path);
      last = round;
    },
  };
}

function parse(text: string, path: string): SignedRound {
  const { round, time } = JSON.parse(text) as Partial<SignedRound>;
  if (!Number.isSafeInteger(round) || !Number.isSafeInteger(time)) {
    throw new Error(`${path} does not say which round was signed last. Do not sign before you know.`);
  }
  return { round: round!, time: time! };
}
