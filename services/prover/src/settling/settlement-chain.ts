import type { SettleBatch } from '../../../../contracts/tooling/published-batch.ts';
import type { Settlement, Submission } from '../jobs/job.ts';

/** How far L1 has settled. */
export interface ChainProgress {
  /** Number of the last settled batch, 0 before the first. */
  readonly number: number;
  readonly stateRoot: bigint;
}

/** What became of a signed transaction. */
export type SubmissionFate =
  /** Mined, and the batches are settled. */
  | 'settled'
  /** Mined, but refused by the contract. */
  | 'reverted'
  /** Another transaction took its nonce. */
  | 'replaced'
  /** Not mined yet. */
  | 'waiting';

/** L1 as the settling loop sees it. Every method throws network errors. */
export interface SettlementChain {
  progress(): Promise<ChainProgress>;
  /** Where a batch was settled; null when L1 has not settled it. */
  settlementOf(number: number): Promise<Settlement | null>;
  /**
   * Signs a transaction that settles batches, without sending it.
   * @param replaced the transaction to put out of the way, whose nonce is taken and whose fees are raised
   * Throws an error that names the contract's reason when L1 would refuse.
   */
  sign(first: number, batches: readonly SettleBatch[], replaced: Submission | null): Promise<Submission>;
  /** Hands a signed transaction to L1; harmless when L1 knows it already. */
  send(submission: Submission): Promise<void>;
  fate(submission: Submission): Promise<SubmissionFate>;
}
