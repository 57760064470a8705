import Decimal from 'decimal.js';
import { notify, notifyFailure } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatNumber, formatTime, formatUsd } from '../../model/format.ts';
import { gridOf } from '../../model/instrument-grid.ts';
import type { Order } from '../../model/types.ts';
import { type Column, DataTable } from './data-table.tsx';
import { SideLabel } from './side-label.tsx';

/** Orders on the book, with cancel and cancel all. */
export function OpenOrders() {
  const orders = useFeed('openOrders');
  const instruments = useFeed('instruments');
  const places = (name: string) => gridOf(instruments, name).pricePlaces;
  const sizePlaces = (name: string) => gridOf(instruments, name).sizePlaces;
  const columns: readonly Column<Order>[] = [
    { label: 'Time', cell: ({ time }) => <span className="dim">{formatTime(time)}</span> },
    { label: 'Market', cell: ({ instrument }) => <strong>{instrument}</strong> },
    { label: 'Side', cell: ({ side }) => <SideLabel side={side} /> },
    { label: 'Price', align: 'end', cell: ({ instrument, price }) => formatNumber(price, places(instrument)) },
    { label: 'Size', align: 'end', cell: ({ instrument, size }) => formatNumber(size, sizePlaces(instrument)) },
    {
      label: 'Filled',
      align: 'end',
      cell: ({ instrument, filled }) => formatNumber(filled, sizePlaces(instrument)),
    },
    { label: 'Value (USD)', align: 'end', cell: ({ price, size }) => formatUsd(new Decimal(price).times(size)) },
    {
      label: 'Terms',
      cell: ({ timeInForce, postOnly, reduceOnly }) =>
        [timeInForce.toUpperCase(), postOnly ? 'Post-only' : '', reduceOnly ? 'Reduce-only' : '']
          .filter(Boolean)
          .join(' · '),
    },
    {
      label: 'Action',
      align: 'end',
      cell: (order) => (
        <button type="button" className="row-button" onClick={() => void cancel(order)}>
          Cancel
          <span className="visually-hidden">
            {' '}
            {order.side} {order.size} {order.instrument}
          </span>
        </button>
      ),
    },
  ];
  return (
    <>
      {orders.length > 0 ? (
        <div className="blotter-actions">
          <button type="button" className="row-button" onClick={() => void cancelAll()}>
            Cancel all
          </button>
        </div>
      ) : null}
      <DataTable caption="Open orders" columns={columns} rows={orders} keyOf={({ id }) => id} empty="No open orders." />
    </>
  );
}

async function cancel({ id, instrument }: Order): Promise<void> {
  try {
    await callExchange('cancel', { orderId: id });
    notify({ key: `cancel-${id}`, tone: 'info', title: `${instrument} order cancelled`, detail: null });
  } catch (error) {
    notifyFailure(`cancel-${id}`, 'The order was not cancelled', error);
  }
}

async function cancelAll(): Promise<void> {
  try {
    const { cancelled } = await callExchange('cancelAll', null);
    notify({
      key: 'cancel-all',
      tone: 'info',
      title: `${cancelled} orders cancelled`,
      detail: 'Every older signed order is dead for good.',
    });
  } catch (error) {
    notifyFailure('cancel-all', 'The orders were not cancelled', error);
  }
}
