import type { PublicKey } from '@tenor/protocol';
import type { Refusal } from '../quorum/refusal.ts';
import type { SignedRound } from '../quorum/round-memory.ts';
import type { SeenWindow } from './seen-window.ts';

/** What a signer says of itself. */
export interface SignerStatus {
  readonly key: PublicKey;
  /** The last round it signed, null before the first. */
  readonly last: SignedRound | null;
  /** Since it was started. */
  readonly signed: number;
  readonly refused: number;
  /** The last one since it was started, with the number that it did not sign. */
  readonly lastRefusal: (Refusal & { readonly round: number }) | null;
  /** Its own indexes in the order of the underlyings: µUSD per lot, or why there is none. */
  readonly indexes: readonly {
    readonly name: string;
    readonly price: bigint | null;
    readonly reason: string | null;
    readonly used: readonly string[];
  }[];
  /** The expiries of what is listed whose half hour has begun, earliest first, and how much of it this signer has seen. */
  readonly settlements: readonly SeenWindow[];
}
