import type { AnalyticsPort, PositionFigures } from '../gateway/account-figures.ts';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import { loadHealth, saveHealth } from './health-file.ts';
import { pastEvents } from './past-events.ts';

/** Index prices as the price streams of this process last gave them, µUSD per lot by instrument. */
export type IndexPrices = ReadonlyMap<number, bigint>;

const SAVE_MILLISECONDS = 300_000;

/** Entry prices, profit and liquidation prices of every account, by following the exchange. `stop` keeps what it knows. */
export function followExchange(
  exchange: ExchangePort,
  indexPrices: IndexPrices,
  path: string,
): AnalyticsPort & { stop(): void } {
  const { queries } = exchange;
  const saved = loadHealth(path, queries.instruments(), queries.summary().engineSeq);
  const { model } = saved;
  let { engineSeq } = saved;
  for (const event of pastEvents(queries, engineSeq)) model.apply(event);
  const round = queries.round();
  if (round) model.apply({ type: 'round', round });
  engineSeq = queries.summary().engineSeq;
  const unsubscribe = exchange.subscribe((events) => {
    for (const event of events) model.apply(event);
    engineSeq = events.at(-1)?.engineSeq ?? engineSeq;
  });
  const save = (): void => saveHealth(path, { model, engineSeq });
  const timer = setInterval(save, SAVE_MILLISECONDS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      unsubscribe();
      save();
    },
    indexPrice: (instrument) => indexPrices.get(instrument) ?? null,
    position: (account, instrument): PositionFigures | null => {
      const found = model.report(account).positions.find((position) => position.instrument === instrument);
      if (!found) return null;
      const { entryPrice, unrealizedPnl, realizedPnl, fundingReceived, liquidationPrice } = found;
      return { entryPrice, unrealizedPnl, realizedPnl, fundingPaid: -fundingReceived, liquidationPrice };
    },
  };
}
