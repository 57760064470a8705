import { TenorError } from '@tenor/protocol';

/** Thrown where no quorum signs a round. The number of the round is spent, for some may have signed it. */
export class RoundUnsigned extends TenorError {
  /** The number that the next round should have: the least that a quorum can sign. */
  readonly nextRound: number;

  /** @param detail who did not sign, and why */
  constructor(nextRound: number, detail: string) {
    super('QUORUM_MISSING', { detail });
    this.nextRound = nextRound;
  }
}
