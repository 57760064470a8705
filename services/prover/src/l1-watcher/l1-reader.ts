import type { L1Entry } from '@tenor/protocol';

/** An entry of the queue with the block and transaction that hold it now. */
export interface QueuedEntry {
  readonly entry: L1Entry;
  readonly l1Tx: string;
  readonly l1Block: number;
}

/** Where a batch is settled now, and what that cost. */
export interface SettledOnL1 {
  readonly l1Tx: string;
  readonly l1Block: number;
  /** Gas of the transaction, shared evenly by its batches. */
  readonly gasUsed: number;
}

/** What the watcher reads from L1. Throws network errors. */
export interface L1Reader {
  blockNumber(): Promise<number>;
  /** Entries from `index` on that lie in blocks up to `lastBlock`, consecutive and checked against the queue's hash chain. */
  entries(index: number, lastBlock: number): Promise<QueuedEntry[]>;
  progress(): Promise<{ readonly number: number; readonly stateRoot: bigint }>;
  /** null when L1 has not settled the batch. */
  settlement(batch: number): Promise<SettledOnL1 | null>;
}
