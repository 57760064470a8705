import { type MarketTerms, TenorError } from '@tenor/protocol';
import type { L1EntryCommand } from './commands.ts';
import type { Transition } from './transition.ts';

/** Takes the next entry of the L1 queue. Throws ENTRY_OUT_OF_ORDER unless it is exactly the next one. */
export function l1Entry(t: Transition, { entry, transactionHash }: L1EntryCommand): void {
  const { counters } = t.state;
  if (entry.index !== counters.nextEntryIndex) {
    throw new TenorError('ENTRY_OUT_OF_ORDER', { param: 'index', detail: `${counters.nextEntryIndex} is next` });
  }
  t.round();
  t.onLedger((ledger) => ledger.applyEntry(entry));
  counters.nextEntryIndex++;
  if (entry.kind === 'insure') return;
  if (entry.kind === 'list') {
    list(t, entry.terms);
    return;
  }
  t.touchAccount(entry.account);
  t.emit({
    type: 'movement',
    movement: {
      id: `${t.engineSeq}-${entry.account}`,
      kind: entry.kind,
      account: entry.account,
      counterparty: null,
      amount: entry.kind === 'deposit' ? entry.amount : 0n,
      time: t.time,
      engineSeq: t.engineSeq,
      batch: t.openBatch,
      entryTransaction: transactionHash,
    },
  });
}

/** Opens the book of an instrument that the ledger has found a row for. */
function list(t: Transition, terms: MarketTerms): void {
  const { markets } = t.ledger.state;
  const row = markets.findIndex((market) => market?.instrument === terms.instrument);
  if (row < 0) {
    t.emit({ type: 'unlisted', terms });
    return;
  }
  const { listed, orders, bookSeqs } = t.state;
  const specification = listed.list(markets[row]!, row);
  orders.openBook(terms.instrument);
  bookSeqs.set(terms.instrument, 0);
  t.emit({ type: 'listed', listing: specification });
}
