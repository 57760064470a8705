import { type ListedMarket, type RoundAuthority, RoundUnsigned } from '@tenor/margin-engine';
import type { OracleRound, PublicKey, RoundContent } from '@tenor/protocol';
import type { Logger } from 'pino';
import { MemberLog } from './member-log.ts';
import type { QuorumReport } from './quorum-report.ts';
import { quorumSize } from './quorum-size.ts';
import type { Signer } from './round-signer.ts';
import { type Abstention, signRound } from './sign-round.ts';

export interface QuorumAuthorityOptions {
  /** The oracle set in its order. */
  readonly members: readonly PublicKey[];
  /** A signer for each member; `listed` gives what the round is for. */
  readonly signers: (listed: () => readonly ListedMarket[]) => readonly Signer[];
  readonly domain: bigint;
  /** Longest wait for one signer, milliseconds. */
  readonly timeoutMs: number;
  readonly log: Logger;
  readonly now?: () => number;
}

/** Has rounds signed by signers elsewhere: all are asked at once, the first quorum of valid signatures counts. It goes on while up to N − V are down or refuse. */
export class QuorumAuthority implements RoundAuthority {
  readonly #options: QuorumAuthorityOptions;
  readonly #members: MemberLog;
  readonly #signers: readonly Signer[];
  #listed: readonly ListedMarket[] = [];
  #lastSigned: number | null = null;
  #missing: string | null = null;

  /** Throws RangeError unless there are 3f + 1 members and a signer for each. */
  constructor(options: QuorumAuthorityOptions) {
    const { members, log, now = Date.now } = options;
    quorumSize(members.length);
    this.#options = options;
    this.#members = new MemberLog(members.length, log, now);
    const signers = options.signers(() => this.#listed);
    if (signers.length !== members.length) throw new RangeError('A signer for each member of the set is needed.');
    this.#signers = signers.map((signer, place) => this.#watched(signer, place));
  }

  get report(): QuorumReport {
    const { quorum } = quorumSize(this.#options.members.length);
    return { quorum, members: this.#members.reports, lastSigned: this.#lastSigned, missing: this.#missing };
  }

  async sign(content: RoundContent, listed: readonly ListedMarket[]): Promise<OracleRound> {
    this.#listed = listed;
    const { members, domain, timeoutMs } = this.#options;
    const { round, abstentions } = await signRound(content, this.#signers, { members, domain, timeoutMs });
    this.#noteWrongSignatures(abstentions);
    if (round) {
      this.#lastSigned = content.round;
      this.#missing = null;
      return round;
    }
    this.#missing = this.#describe(abstentions);
    throw new RoundUnsigned(this.#nextRound(content.round, abstentions), this.#missing);
  }

  /** So that a late answer is known too. */
  #watched(signer: Signer, place: number): Signer {
    return {
      key: signer.key,
      answer: async (content) => {
        try {
          const answer = await signer.answer(content);
          if ('refusal' in answer) this.#members.abstained(place, answer.refusal.reason, answer.refusal.detail);
          else this.#members.signed(place);
          return answer;
        } catch (error) {
          this.#members.abstained(place, 'unreachable', (error as Error).message);
          throw error;
        }
      },
    };
  }

  /** What only the collector sees: an answer that is a signature, but not one that counts. */
  #noteWrongSignatures(abstentions: readonly Abstention[]): void {
    for (const { key, reason } of abstentions) {
      if (reason !== 'wrong-signature' && reason !== 'duplicate' && reason !== 'unknown-key') continue;
      const place = this.#placeOf(key);
      if (place >= 0) this.#members.abstained(place, reason, `its signature was not taken: ${reason}`);
    }
  }

  #placeOf({ x, y }: PublicKey): number {
    return this.#options.members.findIndex((member) => member.x === x && member.y === y);
  }

  /**
   * The least number that a quorum can still sign: above what all but N − V have signed. Those above may be mistaken or lie, and a number far ahead would
   * be refused by the others. So it goes back only where more than may be faulty say that the number asked for leaps.
   */
  #nextRound(asked: number, abstentions: readonly Abstention[]): number {
    const { length } = this.#options.members;
    const { quorum } = quorumSize(length);
    const known = abstentions.flatMap(({ lastRound }) => (lastRound === undefined ? [] : [lastRound]));
    const spent = [...known, ...Array.from({ length: length - abstentions.length }, () => asked)];
    const needed = spent.sort((a, b) => a - b)[quorum - 1];
    if (needed === undefined) return asked + 1;
    const leaps = abstentions.filter(({ reason }) => reason.startsWith('round-leaps')).length;
    return (leaps > length - quorum ? needed : Math.max(asked, needed)) + 1;
  }

  #describe(abstentions: readonly Abstention[]): string {
    const { length } = this.#options.members;
    const { quorum } = quorumSize(length);
    const why = abstentions.map(({ key, reason }) => `signer ${this.#placeOf(key)}: ${reason}`);
    return `${length - abstentions.length} of ${quorum} needed signatures; ${why.sort().join('; ')}`;
  }
}
