import type { Fill, Funding, Movement } from '../sequencer/events.ts';
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
  | { readonly type: 'funding'; readonly engineSeq: number; readonly funding: Funding };

/** What the exchange remembers of fills, movements and funding after a place in the journal, in order. */
export function pastEvents(queries: ExchangeQueries, after: number): PastEvent[] {
  const events: PastEvent[] = [];
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
