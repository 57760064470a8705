import { damaged } from './damage.ts';
import { EMPTY_TIP, type JournalRecord, type JournalTip, recordAfter } from './record.ts';
import type { Store } from './store.ts';

/**
 * The records after a tip, each checked to follow from the one before. Throws DATA_DAMAGED at the first that is missing or
 * does not match the hash chain.
 */
export function* verifiedRecords(store: Store, after: JournalTip = EMPTY_TIP): Generator<JournalRecord> {
  let tip = after;
  for (const record of store.records(after.sequence + 1)) {
    const expected = recordAfter(tip, record.command);
    if (record.sequence !== expected.sequence) throw damaged(`journal record ${expected.sequence} is missing`);
    if (Buffer.compare(record.head, expected.head) !== 0) {
      throw damaged(`journal record ${record.sequence} does not match the hash chain`);
    }
    tip = record;
    yield record;
  }
}
