import type { Expiry, Fill, Funding, Movement } from '../sequencer/events.ts';
import type { InstrumentSpecification } from '../sequencer/instruments.ts';
import type { ExchangeQueries, Page, PageRequest } from '../sequencer/queries.ts';

const PAGE = 500;

/** The records of a history after a place in the journal, oldest first. */
function historyAfter<T extends { readonly engineSeq: number }>(
  read: (page: PageRequest) => Page<T>,
  after: number,
): T[] {
  const records: T[] = [];
  let before: number | undefined;
  while (true) {
    const { results, next } = read({ limit: PAGE, ...(before === undefined ? {} : { before }) });
    const newer = results.filter(({ engineSeq }) => engineSeq > after);
    records.push(...newer);
    if (next === null || newer.length < results.length) return records.reverse();
    before = next;
  }
}

/** A record of the past as the event that it was. */
export type PastEvent =
  | { readonly type: 'fill'; readonly engineSeq: number; readonly fill: Fill }
  | { readonly type: 'movement'; readonly engineSeq: number; readonly movement: Movement }
  | { readonly type: 'funding'; readonly engineSeq: number; readonly funding: Funding }
  | { readonly type: 'listed'; readonly engineSeq: number; readonly listing: InstrumentSpecification }
  | { readonly type: 'expired'; readonly engineSeq: number; readonly expiry: Expiry };

/**
 * What the exchange remembers of fills, movements, funding and expiries after a place in the journal, in order. What has expired since is listed
 * first of all: that it was there matters, not when it came.
 */
export function pastEvents(queries: ExchangeQueries, after: number): PastEvent[] {
  const events: PastEvent[] = [];
  for (const expiry of historyAfter((page) => queries.expiries(page), after)) {
    events.push({ type: 'listed', engineSeq: after, listing: expiry.specification });
    events.push({ type: 'expired', engineSeq: expiry.engineSeq, expiry });
  }
  for (let account = 1; account <= queries.summary().accounts; account++) {
    for (const fill of historyAfter((page) => queries.fills(account, page), after)) {
      events.push({ type: 'fill', engineSeq: fill.engineSeq, fill });
    }
    for (const movement of historyAfter((page) => queries.movements(account, page), after)) {
      events.push({ type: 'movement', engineSeq: movement.engineSeq, movement });
    }
  }
  for (const { terms } of queries.instruments()) {
    for (const funding of historyAfter((page) => queries.fundingHistory(terms.instrument, page), after)) {
      events.push({ type: 'funding', engineSeq: funding.engineSeq, funding });
    }
  }
  return events.sort((a, b) => a.engineSeq - b.engineSeq);
}
