import type { CircuitInput } from '@tenor/circuits';
import type { BatchPlan } from '@tenor/protocol';

/** What one batch does to the settled state, and how to prove it. */
export interface BatchTransition {
  /** Inputs of the batch circuit, all but the challenge `r`, which is 0 here. */
  readonly input: CircuitInput;
  /** All ND published words, in place. */
  readonly words: readonly bigint[];
  readonly oldRoot: bigint;
  readonly newRoot: bigint;
}

/** The state after the last applied batch, advanced batch by batch. */
export interface RollupState {
  /** Number of the last applied batch, 0 before the first. */
  readonly number: number;
  readonly root: bigint;
  /** Applies the next batch. After an error the state is unusable and must be restored. */
  apply(plan: BatchPlan): BatchTransition;
  /** Everything needed to continue from here. */
  serialize(): string;
}

/** Makes rollup states of one deployment. */
export interface RollupStates {
  genesis(): RollupState;
  /** Throws when the text is not one that `serialize` wrote. */
  restore(serialized: string): RollupState;
}
