import type { Logger } from 'pino';
import type { MemberReport } from './quorum-report.ts';

interface Member {
  signs: boolean | null;
  reason: string | null;
  detail: string | null;
  since: number;
  readonly abstained: Map<string, number>;
}

/** Who signs and who does not, and why: told when it changes, not at every round. */
export class MemberLog {
  readonly #members: readonly Member[];
  readonly #log: Logger;
  readonly #now: () => number;

  constructor(count: number, log: Logger, now: () => number) {
    this.#log = log;
    this.#now = now;
    this.#members = Array.from({ length: count }, () => ({
      signs: null,
      reason: null,
      detail: null,
      since: now(),
      abstained: new Map(),
    }));
  }

  get reports(): MemberReport[] {
    return this.#members.map((member, signer) => ({ signer, ...member, abstained: new Map(member.abstained) }));
  }

  signed(place: number): void {
    const member = this.#members[place]!;
    if (member.signs === false) this.#log.info({ signer: place }, 'an oracle signer signs again');
    if (member.signs !== true) member.since = this.#now();
    member.signs = true;
    member.reason = null;
    member.detail = null;
  }

  abstained(place: number, reason: string, detail: string): void {
    const member = this.#members[place]!;
    if (member.signs !== false || member.reason !== reason) {
      this.#log.warn({ signer: place, reason, detail }, 'an oracle signer does not sign');
      member.since = this.#now();
    }
    member.signs = false;
    member.reason = reason;
    member.detail = detail;
    member.abstained.set(reason, (member.abstained.get(reason) ?? 0) + 1);
  }
}
