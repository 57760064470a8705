import { settledLeaf } from '../codec/state-root.ts';
import type { CircuitSize } from '../parameters.ts';
import type { MerkleTree } from '../state/merkle-tree.ts';
import { type Columns, flag, push } from './columns.ts';
import type { BatchRecord } from './record.ts';

/** The instrument that the batch expires, written into the settled tree, and the expired ones that its visits settle, padded to K. */
export function settledColumns(input: Columns, record: BatchRecord, size: CircuitSize, settled: MerkleTree): void {
  const { expiry, openings } = record;
  input.expiryChild = settled.children(expiry?.instrument ?? 0);
  if (expiry) settled.set(expiry.instrument, settledLeaf(expiry.final));
  const unread = Array<bigint>(size.E).fill(0n);
  for (let s = 0; s < size.K; s++) {
    const opening = openings[s];
    push(input, {
      opened: flag(opening !== undefined),
      openedInstrument: BigInt(opening?.instrument ?? 0),
      openedIndexLong: opening?.final.indexLong ?? 0n,
      openedIndexShort: opening?.final.indexShort ?? 0n,
      openedReads: opening?.markReads.map(BigInt) ?? unread,
      openedChild: settled.children(opening?.instrument ?? 0),
    });
  }
}
