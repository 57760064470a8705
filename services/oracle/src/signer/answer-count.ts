import type { Logger } from 'pino';
import type { SignerAnswer } from '../quorum/round-signer.ts';
import type { SignerStatus } from './signer-status.ts';

/** How often a signer has signed and refused since its start, and why last. A reason is told once while it lasts, not at every round. */
export class AnswerCount {
  readonly #log: Logger;
  #signed = 0;
  #refused = 0;
  #lastRefusal: SignerStatus['lastRefusal'] = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  get figures(): Pick<SignerStatus, 'signed' | 'refused' | 'lastRefusal'> {
    return { signed: this.#signed, refused: this.#refused, lastRefusal: this.#lastRefusal };
  }

  /** Takes the answer to a round. */
  note(answer: SignerAnswer, round: number): void {
    if ('signature' in answer) {
      this.#signed++;
      return;
    }
    const { refusal } = answer;
    const lasts = this.#lastRefusal?.reason === refusal.reason && this.#lastRefusal.round === round - 1;
    this.#refused++;
    this.#lastRefusal = { ...refusal, round };
    if (!lasts) this.#log.warn(this.#lastRefusal, 'refused to sign');
  }
}
