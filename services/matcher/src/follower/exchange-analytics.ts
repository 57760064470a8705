import { HealthModel } from '@tenor/margin-engine';
import type { AnalyticsPort, PositionFigures } from '../gateway/account-figures.ts';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import type { Fill, Funding, Movement } from '../sequencer/events.ts';
import type { ExchangeQueries, Page, PageRequest } from '../sequencer/queries.ts';

const PAGE = 500;

/** All records of a history, oldest first. */
function wholeHistory<T>(read: (page: PageRequest) => Page<T>): T[] {
  const pages: (readonly T[])[] = [];
  let page = read({ limit: PAGE });
  pages.push(page.results);
  while (page.next !== null) {
    page = read({ limit: PAGE, before: page.next });
    pages.push(page.results);
  }
  return pages.flat().reverse();
}

type PastEvent =
  | { readonly type: 'fill'; readonly engineSeq: number; readonly fill: Fill }
  | { readonly type: 'movement'; readonly engineSeq: number; readonly movement: Movement }
  | { readonly type: 'funding'; readonly engineSeq: number; readonly funding: Funding };

/** What the exchange remembers of its past, as the events that the health model follows. */
function pastEvents(queries: ExchangeQueries): PastEvent[] {
  const events: PastEvent[] = [];
  for (let account = 1; account <= queries.summary().accounts; account++) {
    for (const fill of wholeHistory((page) => queries.fills(account, page))) {
      events.push({ type: 'fill', engineSeq: fill.engineSeq, fill });
    }
    for (const movement of wholeHistory((page) => queries.movements(account, page))) {
      events.push({ type: 'movement', engineSeq: movement.engineSeq, movement });
    }
  }
  for (const { terms } of queries.instruments()) {
    for (const funding of wholeHistory((page) => queries.fundingHistory(terms.instrument, page))) {
      events.push({ type: 'funding', engineSeq: funding.engineSeq, funding });
    }
  }
  return events.sort((a, b) => a.engineSeq - b.engineSeq);
}

/** Index prices as the price streams of this process last gave them, µUSD per lot by instrument. */
export type IndexPrices = ReadonlyMap<number, bigint>;

/** Entry prices, profit and liquidation prices of every account, by following the exchange. */
export function followExchange(exchange: ExchangePort, indexPrices: IndexPrices): AnalyticsPort & { stop(): void } {
  const { queries } = exchange;
  const model = new HealthModel(queries.instruments());
  for (const event of pastEvents(queries)) model.apply(event);
  const round = queries.round();
  if (round) model.apply({ type: 'round', round });
  const stop = exchange.subscribe((events) => {
    for (const event of events) model.apply(event);
  });
  return {
    stop,
    indexPrice: (instrument) => indexPrices.get(instrument) ?? null,
    position: (account, instrument): PositionFigures | null => {
      const found = model.report(account).positions.find((position) => position.instrument === instrument);
      if (!found) return null;
      const { entryPrice, unrealizedPnl, realizedPnl, fundingReceived, liquidationPrice } = found;
      return { entryPrice, unrealizedPnl, realizedPnl, fundingPaid: -fundingReceived, liquidationPrice };
    },
  };
}
