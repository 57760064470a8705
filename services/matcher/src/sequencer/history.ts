import type { BatchPlan } from '@tenor/protocol';
import type { TableKey, TableWrite } from '../journal/table.ts';
import type { ExchangeEvent } from './events.ts';
import type { TableName } from './tables.ts';

const write = (table: TableName, key: TableKey, value: unknown): TableWrite => ({ table, key, value });

/** What an event leaves behind in the tables that answer questions about the past. */
function historyOf(event: ExchangeEvent): TableWrite[] {
  switch (event.type) {
    case 'order': {
      const { order } = event;
      if (order.status === 'open') return [];
      return [
        write('orders', order.id, order),
        write('closedOrders', [order.account, order.engineSeq, order.id], order.id),
      ];
    }
    case 'trade':
      return [write('trades', [event.trade.instrument, event.trade.id], event.trade)];
    case 'fill':
      return [write('fills', [event.fill.account, event.fill.tradeId], event.fill)];
    case 'movement':
      return [write('movements', [event.movement.account, event.movement.engineSeq], event.movement)];
    case 'funding':
      return [write('funding', [event.funding.instrument, event.funding.engineSeq], event.funding)];
    case 'expired':
      return [write('expiries', event.expiry.engineSeq, event.expiry)];
    case 'settlement': {
      const { account, engineSeq, instrument } = event.settlement;
      return [write('settlements', [account, engineSeq, instrument], event.settlement)];
    }
    case 'liquidation':
      return [write('liquidations', event.liquidation.engineSeq, event.liquidation)];
    case 'deleveraging':
      return [write('deleveragings', [event.deleveraging.engineSeq, event.index], event.deleveraging)];
    case 'batch':
      return [write('batches', event.batch.number, event.batch)];
    default:
      return [];
  }
}

/** All table writes of a command. */
export const historyWrites = (events: readonly ExchangeEvent[], plans: readonly BatchPlan[]): TableWrite[] => [
  ...events.flatMap(historyOf),
  ...plans.map((plan) => write('plans', plan.number, plan)),
];
