import { derivePublicKey, oracleMessage, type PublicKey, type Signature, sign } from '@tenor/protocol';
import { checkProposal, type OwnMarket, type Refusal } from './check-proposal.ts';
import type { RoundMemory } from './round-memory.ts';
import type { RoundProposal } from './round-proposal.ts';

/** The answer of a signer: its signature with its key, or why it does not sign. */
export type SignerAnswer =
  | { readonly key: PublicKey; readonly signature: Signature }
  | { readonly key: PublicKey; readonly refusal: Refusal };

/** A member of the signer set, here or on another machine. */
export interface Signer {
  readonly key: PublicKey;
  answer(proposal: RoundProposal): Promise<SignerAnswer>;
}

export interface RoundSignerOptions {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly domain: bigint;
  /** Rows of the circuit (M). */
  readonly rows: number;
  /** The markets as this signer's own sources price them now. */
  readonly markets: () => readonly OwnMarket[];
  readonly memory: RoundMemory;
  /** Unix seconds. */
  readonly now: () => number;
  /** 1 when left out. */
  readonly maxAheadSeconds?: number;
  /** 10 when left out. */
  readonly maxAgeSeconds?: number;
  /** 10 when left out. */
  readonly maxRoundsPerSecond?: number;
}

/** Signs rounds that agree with its own sources and refuses all others. */
export class RoundSigner implements Signer {
  readonly key: PublicKey;
  readonly #options: RoundSignerOptions;

  constructor(options: RoundSignerOptions) {
    this.key = derivePublicKey(options.secret);
    this.#options = { ...options, secret: Uint8Array.from(options.secret) };
  }

  /** Rejects when the round cannot be remembered: then nothing is signed. */
  async answer(proposal: RoundProposal): Promise<SignerAnswer> {
    const { secret, domain, rows, markets, memory, now } = this.#options;
    const { maxAheadSeconds = 1, maxAgeSeconds = 10, maxRoundsPerSecond = 10 } = this.#options;
    const bounds = { maxAheadSeconds, maxAgeSeconds, maxRoundsPerSecond };
    const view = { ...bounds, now: now(), rows, markets: markets(), last: memory.last };
    const refusal = checkProposal(proposal, view);
    if (refusal) return { key: this.key, refusal };
    const message = oracleMessage(domain, proposal);
    memory.remember({ round: proposal.round, time: proposal.time });
    return { key: this.key, signature: sign(secret, message) };
  }
}
