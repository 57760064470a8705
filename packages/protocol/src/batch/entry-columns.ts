import { marketStaticWord } from '../codec/market-words.ts';
import type { CircuitSize } from '../parameters.ts';
import { type Columns, flag, push } from './columns.ts';
import type { BatchRecord } from './record.ts';

/** The L1 entries of a batch, padded to Q. */
export function entryColumns(input: Columns, { plan }: BatchRecord, size: CircuitSize): void {
  for (let i = 0; i < size.Q; i++) {
    const entry = plan.entries[i];
    const terms = entry?.kind === 'list' ? entry.terms : null;
    const listing = terms && plan.listings.find(({ instrument }) => instrument === terms.instrument)!;
    const registered = entry?.kind === 'register' ? entry : null;
    push(input, {
      entryIsRegister: flag(entry?.kind === 'register'),
      entryIsDeposit: flag(entry?.kind === 'deposit'),
      entryIsInsure: flag(entry?.kind === 'insure'),
      entryIsListed: flag(listing !== null && listing.row !== null),
      entryIsUnlisted: flag(listing !== null && listing.row === null),
      entryAccount: BigInt(entry && 'account' in entry ? entry.account : 0),
      entryAmount: entry && 'amount' in entry ? entry.amount : 0n,
      entryOwner: entry?.kind === 'list' ? marketStaticWord(entry.terms) : (registered?.owner ?? 0n),
      entryAx: registered?.key.x ?? 0n,
      entryAy: registered?.key.y ?? 0n,
    });
  }
}
