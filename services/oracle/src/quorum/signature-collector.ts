import {
  type OracleRound,
  oracleMessage,
  type PublicKey,
  type RoundContent,
  type Signature,
  verify,
} from '@tenor/protocol';
import { checkMembers } from './quorum-round.ts';
import { quorumSize } from './quorum-size.ts';

/** What became of a signature: taken, or why not. */
export type Collected = 'taken' | 'unknown-key' | 'duplicate' | 'wrong-signature';

/** Collects the signatures of one round until a quorum has signed. Every signature is verified before it counts. */
export class SignatureCollector {
  readonly #proposal: RoundContent;
  readonly #members: readonly PublicKey[];
  readonly #message: bigint;
  readonly #signatures = new Map<number, Signature>();

  /** Throws RangeError unless the members are 3f + 1 valid and different keys, INVALID_PARAMS for a malformed proposal. */
  constructor(proposal: RoundContent, members: readonly PublicKey[], domain: bigint) {
    checkMembers(members);
    const { round, time, instruments, marks, scenarioPrices, index, settlementHour, settlement } = proposal;
    this.#proposal = {
      round,
      time,
      instruments: [...instruments],
      marks: [...marks],
      scenarioPrices: scenarioPrices.map((prices) => [...prices]),
      index: [...index],
      settlementHour,
      settlement: [...settlement],
    };
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
  get round(): OracleRound | null {
    const { quorum } = quorumSize(this.#members.length);
    if (this.#signatures.size < quorum) return null;
    const signatures = [...this.#signatures]
      .sort(([a], [b]) => a - b)
      .slice(0, quorum)
      .map(([signer, signature]) => ({ signer, signature }));
    return { ...this.#proposal, signatures };
  }
}
