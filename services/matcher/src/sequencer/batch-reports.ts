import { TenorError } from '@tenor/protocol';
import type { BatchFinalCommand, BatchProvedCommand, BatchSettledCommand } from './commands.ts';
import type { Batch } from './events.ts';
import type { Transition } from './transition.ts';

/** A report that says nothing new changes nothing: the prover and the L1 watcher may repeat themselves after a crash. */
export function batchProved(t: Transition, command: BatchProvedCommand): void {
  const batch = known(t, command.number);
  if (batch?.stage !== 'sealed') return;
  const { type: _, time, number, ...figures } = command;
  t.state.counters.lastProved = Math.max(t.state.counters.lastProved, number);
  report(t, { ...batch, ...figures, stage: 'proved', provedAt: t.time });
}

/** Batches settle in their order. The same batch may settle again in another transaction after an L1 reorganisation. */
export function batchSettled(t: Transition, command: BatchSettledCommand): void {
  const batch = known(t, command.number);
  if (!batch || batch.l1Transaction === command.transactionHash) return;
  const { counters } = t.state;
  requireNext(command.number, counters.lastSettled);
  counters.lastSettled = Math.max(counters.lastSettled, command.number);
  report(t, {
    ...batch,
    stage: 'settled',
    settledAt: t.time,
    l1Transaction: command.transactionHash,
    l1Block: command.block,
    l1GasUsed: command.gasUsed,
  });
}

export function batchFinal(t: Transition, command: BatchFinalCommand): void {
  const batch = known(t, command.number);
  if (!batch) return;
  if (batch.stage !== 'settled') throw new TenorError('INVALID_PARAMS', { param: 'number', detail: 'not settled yet' });
  requireNext(command.number, t.state.counters.lastFinal);
  t.state.counters.lastFinal = command.number;
  report(t, { ...batch, stage: 'final', finalAt: t.time });
  t.state.batches.delete(command.number);
}

/** The batch, null if it is final already. Throws BATCH_NOT_FOUND. */
function known(t: Transition, number: number): Batch | null {
  const batch = t.state.batches.get(number);
  if (batch) return batch;
  if (number >= 1 && number <= t.state.counters.lastFinal) return null;
  throw new TenorError('BATCH_NOT_FOUND', { param: 'number' });
}

function requireNext(number: number, last: number): void {
  if (number > last + 1) {
    throw new TenorError('INVALID_PARAMS', { param: 'number', detail: `batch ${last + 1} comes before` });
  }
}

function report(t: Transition, batch: Batch): void {
  t.state.batches.set(batch.number, batch);
  t.changed = true;
  t.emit({ type: 'batch', batch });
}
