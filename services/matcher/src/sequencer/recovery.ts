import { type BatchPlan, stringifyExact } from '@tenor/protocol';
import { damaged } from '../journal/damage.ts';
import { EMPTY_TIP, headInteger, type JournalRecord, type JournalTip } from '../journal/record.ts';
import { latestSnapshot } from '../journal/snapshot.ts';
import type { Store } from '../journal/store.ts';
import { verifiedRecords } from '../journal/verify.ts';
import { decodeCommand } from './command-codec.ts';
import { type LedgerFactory, type Outcome, Sequencer } from './sequencer.ts';
import { openTables } from './tables.ts';

/** An exchange as its journal leaves it. */
export interface Recovered {
  readonly sequencer: Sequencer;
  readonly tip: JournalTip;
  /** Commands that were replayed after the snapshot. */
  readonly replayed: number;
  readonly snapshotSequence: number;
}

/** The exchange of a store: its newest snapshot and the journal from there on. Throws DATA_DAMAGED. */
export function recover(store: Store, ledgers: LedgerFactory): Recovered {
  const snapshot = latestSnapshot(store);
  const restored = snapshot && Sequencer.restore(ledgers, snapshot.content);
  const sequencer = restored ?? Sequencer.create(ledgers);
  const start = restored ? snapshotTip(store, sequencer) : EMPTY_TIP;
  const { plans } = openTables(store);
  let tip: JournalTip = start;
  for (const record of verifiedRecords(store, start)) {
    const outcome = replay(sequencer, record);
    for (const plan of outcome.plans) requireSamePlan(plans.get(plan.number), plan);
    tip = record;
  }
  return { sequencer, tip, replayed: tip.sequence - start.sequence, snapshotSequence: start.sequence };
}

function snapshotTip(store: Store, sequencer: Sequencer): JournalTip {
  const { engineSeq, journalHead } = sequencer.state.counters;
  const record = store.record(engineSeq);
  if (!record) throw damaged(`journal record ${engineSeq} is missing, a snapshot follows it`);
  if (headInteger(record) !== journalHead)
    throw damaged(`the snapshot after record ${engineSeq} is of another journal`);
  return record;
}

function replay(sequencer: Sequencer, record: JournalRecord): Outcome {
  try {
    return sequencer.apply(decodeCommand(record.command), record.sequence, headInteger(record));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(`journal record ${record.sequence} cannot be replayed: ${reason}`);
  }
}

function requireSamePlan(stored: BatchPlan | null, plan: BatchPlan): void {
  if (!stored || stringifyExact(stored) !== stringifyExact(plan)) {
    throw damaged(`the journal replays to another batch ${plan.number} than the one that was sealed`);
  }
}
