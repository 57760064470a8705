import type { BatchStage, Stage } from './events.ts';

/** How far what stands in a batch has come, by how far the batch has. */
export const STAGE_OF_BATCH: Readonly<Record<BatchStage, Stage>> = {
  sealed: 'batched',
  proved: 'proved',
  settled: 'settled',
  final: 'final',
};
