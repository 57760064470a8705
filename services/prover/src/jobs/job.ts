import type { BatchPlan } from '@tenor/protocol';
import type { ProvedBatch } from '../proving/prove-batch.ts';

/** Where a batch was settled on L1. */
export interface Settlement {
  readonly l1Tx: `0x${string}`;
  readonly l1Block: number;
}

/**
 * One batch on its way: pending (the plan is kept) → proved (the proof is kept) → submitted (a signed transaction is
 * kept) → settled (L1 says so). A batch that L1 already had when this data directory was new is settled without a proof.
 */
export type Job =
  | { readonly stage: 'pending'; readonly plan: BatchPlan }
  | { readonly stage: 'proved' | 'submitted'; readonly plan: BatchPlan; readonly proved: ProvedBatch }
  | {
      readonly stage: 'settled';
      readonly plan: BatchPlan;
      readonly proved: ProvedBatch | null;
      readonly settlement: Settlement;
    };

/** A signed transaction that settles batches `first` to `last`; kept before it is sent, so that it cannot be sent twice in two forms. */
export interface Submission {
  readonly first: number;
  readonly last: number;
  readonly hash: `0x${string}`;
  readonly raw: `0x${string}`;
  readonly nonce: number;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  /** Unix milliseconds. */
  readonly signedAt: number;
}
