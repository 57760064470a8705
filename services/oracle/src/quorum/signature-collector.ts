import { oracleMessage, type PublicKey, type Signature, verify } from '@tenor/protocol';
import { checkMembers, type QuorumRound } from './quorum-round.ts';
import { quorumSize } from './quorum-size.ts';
import type { RoundProposal } from './round-proposal.ts';

/** What became of a signature: taken, or why not. */
export type Collected = 'taken' | 'unknown-key' | 'duplicate' | 'wrong-signature';

/** Collects the signatures of one round until a quorum has signed. Every signature is verified before it counts. */
export class SignatureCollector {
  readonly #proposal: RoundProposal;
  readonly #members: readonly PublicKey[];
  readonly #message: bigint;
  readonly #signatures = new Map<number, Signature>();

  /** Throws RangeError unless the members are 3f + 1 valid and different keys, INVALID_PARAMS for a malformed proposal. */
  constructor(proposal: RoundProposal, members: readonly PublicKey[], domain: bigint) {
    checkMembers(members);
    this.#proposal = { round: proposal.round, time: proposal.time, marks: [...proposal.marks] };
    this.#members = members;
    this.#message = oracleMessage(domain, proposal);
  }

  add(key: PublicKey, signature: Signature): Collected {
    const member = this.#members.findIndex(({ x, y }) => x === key.x && y === key.y);
    if (member < 0) return 'unknown-key';
    if (this.#signatures.has(member)) return 'duplicate';
    if (!verify(this.#message, signature, key)) return 'wrong-signature';
    this.#signatures.set(member, signature);
    return 'taken';
  }

  /** The round with its quorum; null while signatures are missing. Of more than the quorum the first members' are kept. */
  get round(): QuorumRound | null {
    const { quorum } = quorumSize(this.#members.length);
    if (this.#signatures.size < quorum) return null;
    const signatures = [...this.#signatures]
      .sort(([a], [b]) => a - b)
      .slice(0, quorum)
      .map(([member, signature]) => ({ member, signature }));
    return { ...this.#proposal, signatures };
  }
}
