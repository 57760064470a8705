import { sha256 } from './hash-chain.ts';
import type { Snapshot, Store } from './store.ts';

const DIGEST_BYTES = 32;

/** A snapshot's bytes: sha256 of the content, then the content. */
export const sealSnapshot = (sequence: number, content: string): Snapshot => {
  const body = Buffer.from(content, 'utf8');
  return { sequence, bytes: Buffer.concat([sha256(body), body]) };
};

/** The newest snapshot whose digest matches; null when there is none, so that everything is replayed. */
export function latestSnapshot(store: Store): { sequence: number; content: string } | null {
  for (const { key, value } of store.snapshots.getRange({ reverse: true })) {
    const body = value.subarray(DIGEST_BYTES);
    if (sha256(body).equals(value.subarray(0, DIGEST_BYTES))) return { sequence: key, content: body.toString('utf8') };
  }
  return null;
}
