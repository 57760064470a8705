import type { BatchPlan } from '@tenor/protocol';
import type { Store } from '../journal/store.ts';
import type { Table } from '../journal/table.ts';
import type { Batch, Deleveraging, Expiry, Fill, Funding, Liquidation, Movement, Settlement, Trade } from './events.ts';
import type { Order } from './order.ts';

/** Records of the past beside the journal, all of them derived from it. Keys in brackets. */
export interface Tables {
  /** [id] orders that are no longer open. */
  readonly orders: Table<Order>;
  /** [account, engine sequence of the end, order id] */
  readonly closedOrders: Table<number>;
  /** [instrument, trade id] */
  readonly trades: Table<Trade>;
  /** [account, trade id] */
  readonly fills: Table<Fill>;
  /** [account, engine sequence] */
  readonly movements: Table<Movement>;
  /** [instrument, engine sequence] */
  readonly funding: Table<Funding>;
  /** [engine sequence] */
  readonly liquidations: Table<Liquidation>;
  /** [engine sequence, place among its events] */
  readonly deleveragings: Table<Deleveraging>;
  /** [engine sequence] */
  readonly expiries: Table<Expiry>;
  /** [account, engine sequence, instrument] */
  readonly settlements: Table<Settlement>;
  /** [number] */
  readonly batches: Table<Batch>;
  /** [number] */
  readonly plans: Table<BatchPlan>;
}
export type TableName = keyof Tables;

export const openTables = (store: Store): Tables => ({
  orders: store.table('orders'),
  closedOrders: store.table('closedOrders'),
  trades: store.table('trades'),
  fills: store.table('fills'),
  movements: store.table('movements'),
  funding: store.table('funding'),
  liquidations: store.table('liquidations'),
  deleveragings: store.table('deleveragings'),
  expiries: store.table('expiries'),
  settlements: store.table('settlements'),
  batches: store.table('batches'),
  plans: store.table('plans'),
});
