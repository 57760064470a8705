import type { Batch, Finality, Stage } from './types.ts';

/** The way of every effect, in order. */
export const STAGES: readonly Stage[] = ['accepted', 'batched', 'proved', 'settled', 'final'];

/** What each stage means for a person. */
export const STAGE_MEANING: Record<Stage, string> = {
  accepted: 'Durable in the journal of the exchange',
  batched: 'In a sealed batch, waiting for its proof',
  proved: 'Covered by a verified proof',
  settled: 'Settled by the contract on L1',
  final: 'Settled and past the reorganisation depth of L1',
};

export const stageRank = (stage: Stage): number => STAGES.indexOf(stage);

/** The later of two stages: what a batch reached, its contents reached too. */
export const laterStage = (a: Stage, b: Stage): Stage => (stageRank(a) >= stageRank(b) ? a : b);

/** Lifts an effect to the stage of its batch, which the finality channel reports first. */
export function withBatchStage<T extends Finality>(item: T, batches: ReadonlyMap<number, Batch>): T {
  const batch = item.batch === null ? undefined : batches.get(item.batch);
  if (!batch) return item;
  const stage = laterStage(item.stage, batch.stage);
  const l1Transaction = item.l1Transaction ?? batch.l1Transaction;
  return stage === item.stage && l1Transaction === item.l1Transaction ? item : { ...item, stage, l1Transaction };
}

/** Where a withdrawal stands, as its owner sees it. */
export type WithdrawalStep = 'requested' | 'batched' | 'proved' | 'claimable' | 'claimed';

/** A settled withdrawal is claimable until the contract owes its owner nothing more. */
export function withdrawalStep(stage: Stage, owedMicros: bigint | null): WithdrawalStep {
  if (stage === 'accepted') return 'requested';
  if (stage === 'batched') return 'batched';
  if (stage === 'proved') return 'proved';
  return owedMicros === 0n ? 'claimed' : 'claimable';
}
