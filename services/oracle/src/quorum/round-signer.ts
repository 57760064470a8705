import type { ListedMarket } from '@tenor/margin-engine';
import {
  derivePublicKey,
  oracleMessage,
  type PublicKey,
  type RoundContent,
  type Signature,
  sign,
} from '@tenor/protocol';
import { checkProposal } from './check-proposal.ts';
import type { SettlementsOf, SettlementView } from './check-settlement.ts';
import type { OwnIndex } from './own-indexes.ts';
import type { Refusal } from './refusal.ts';
import type { RoundMemory, SignedRound } from './round-memory.ts';

/** The answer of a signer: its signature with its key, or why it does not sign. */
export type SignerAnswer =
  | { readonly key: PublicKey; readonly signature: Signature }
  | {
      readonly key: PublicKey;
      readonly refusal: Refusal;
      /** What it signed last, null for nothing: whoever proposes learns from it which numbers are spent. */
      readonly last?: SignedRound | null;
    };

/** A member of the signer set, here or on another machine. */
export interface Signer {
  readonly key: PublicKey;
  answer(proposal: RoundContent): Promise<SignerAnswer>;
}

export interface RoundSignerOptions {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly domain: bigint;
  /** Rows of the circuit (M). */
  readonly rows: number;
  /** What is listed now, as this signer reads it from the exchange or from L1. */
  readonly listed: () => readonly ListedMarket[];
  /** The indexes of all underlyings, in their order, as this signer's own sources give them now. */
  readonly indexes: () => readonly OwnIndex[];
  /** The settlement prices that this signer has averaged itself. */
  readonly settlement: SettlementsOf;
  readonly secondsSeen: SettlementView['secondsSeen'];
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
  async answer(proposal: RoundContent): Promise<SignerAnswer> {
    const { secret, domain, rows, memory, now } = this.#options;
    const { maxAheadSeconds = 1, maxAgeSeconds = 10, maxRoundsPerSecond = 10 } = this.#options;
    const bounds = { maxAheadSeconds, maxAgeSeconds, maxRoundsPerSecond };
    const view = { ...bounds, ...this.#knowledge(), now: now(), rows, last: memory.last };
    const refusal = checkProposal(proposal, view);
    if (refusal) return { key: this.key, refusal, last: memory.last };
    const message = oracleMessage(domain, proposal);
    const { round, time, settlementHour, settlement } = proposal;
    memory.remember({ round, time, settlementHour, settlement: [...settlement] });
    return { key: this.key, signature: sign(secret, message) };
  }

  #knowledge() {
    const { listed, indexes, settlement, secondsSeen, memory } = this.#options;
    const signedSettlement: SettlementsOf = (hour) => memory.settlement(hour);
    return { listed: listed(), indexes: indexes(), ownSettlement: settlement, secondsSeen, signedSettlement };
  }
}
