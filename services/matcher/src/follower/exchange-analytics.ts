import type { HealthEvent, OptionAnalytics } from '@tenor/margin-engine';
import type { AnalyticsPort, PositionFigures } from '../gateway/account-figures.ts';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import type { ExchangeEvent } from '../sequencer/events.ts';
import { loadHealth, saveHealth } from './health-file.ts';
import { type PastEvent, pastEvents } from './past-events.ts';

const SAVE_MILLISECONDS = 300_000;

/** An event of the exchange as the model takes it; null for what means nothing to it. */
function healthEvent(event: ExchangeEvent | PastEvent): HealthEvent | null {
  switch (event.type) {
    case 'fill':
    case 'movement':
    case 'funding':
    case 'round':
    case 'account':
    case 'listed':
      return event;
    case 'expired': {
      const { specification, settlementPrice } = event.expiry;
      return { type: 'expired', expiry: { terms: specification.terms, settlementPrice } };
    }
    default:
      return null;
  }
}

/**
 * Entry prices, profit and liquidation prices of every account, by following the exchange. `stop` keeps what it knows.
 * @param option what the margin engine of this process says of an option's mark, where there is one
 */
export function followExchange(
  exchange: ExchangePort,
  path: string,
  option: (instrument: number) => OptionAnalytics | null = () => null,
): AnalyticsPort & { stop(): void } {
  const { queries } = exchange;
  const saved = loadHealth(path, queries.instruments(), queries.summary().engineSeq);
  const { model } = saved;
  let { engineSeq } = saved;
  const apply = (event: ExchangeEvent | PastEvent): void => {
    const known = healthEvent(event);
    if (known) model.apply(known);
  };
  for (const event of pastEvents(queries, engineSeq)) apply(event);
  const round = queries.round();
  if (round) model.apply({ type: 'round', round });
  // The history of an account does not hold its margin mode.
  for (const account of queries.accountIds()) {
    model.apply({ type: 'account', account, marginMode: queries.ledgerAccount(account).marginMode });
  }
  engineSeq = queries.summary().engineSeq;
  const unsubscribe = exchange.subscribe((events) => {
    for (const event of events) apply(event);
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
    option,
    position: (account, instrument): PositionFigures | null => {
      const found = model.report(account).positions.find((position) => position.instrument === instrument);
      if (!found) return null;
      const { entryPrice, unrealizedPnl, realizedPnl, fundingReceived, liquidationPrice } = found;
      return { entryPrice, unrealizedPnl, realizedPnl, fundingPaid: -fundingReceived, liquidationPrice };
    },
  };
}
