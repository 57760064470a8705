import { useMemo } from 'react';
import type { RuntimeConfig } from '../../data/config.ts';
import { useFeed } from '../../data/feed-store.ts';
import { withBatchStage } from '../../model/finality.ts';
import { formatDateTime, formatNumber, formatUsd } from '../../model/format.ts';
import { gridOf } from '../../model/instrument-grid.ts';
import type { Order } from '../../model/types.ts';
import { type Column, DataTable } from './data-table.tsx';
import { FinalityTrack } from './finality-track.tsx';
import { SideLabel } from './side-label.tsx';

/** Every order of the account and how final it is. */
export function OrderHistory({ config }: { readonly config: RuntimeConfig }) {
  const history = useFeed('orderHistory');
  const batches = useFeed('batches');
  const instruments = useFeed('instruments');
  const places = (name: string) => gridOf(instruments, name).pricePlaces;
  const rows = useMemo(() => {
    const byNumber = new Map(batches.map((batch) => [batch.number, batch]));
    return history.map((order) => withBatchStage(order, byNumber));
  }, [history, batches]);
  const sizePlaces = (name: string) => gridOf(instruments, name).sizePlaces;
  const columns: readonly Column<Order>[] = [
    { label: 'Time', cell: ({ time }) => <span className="dim">{formatDateTime(time)}</span> },
    { label: 'Market', cell: ({ instrument }) => <strong>{instrument}</strong> },
    { label: 'Side', cell: ({ side }) => <SideLabel side={side} /> },
    { label: 'Type', cell: ({ type }) => (type === 'market' ? 'Market' : 'Limit') },
    {
      label: 'Price',
      align: 'end',
      cell: ({ instrument, price, averagePrice }) => formatNumber(averagePrice ?? price, places(instrument)),
    },
    {
      label: 'Filled / size',
      align: 'end',
      cell: ({ instrument, filled, size }) =>
        `${formatNumber(filled, sizePlaces(instrument))} / ${formatNumber(size, sizePlaces(instrument))}`,
    },
    { label: 'Fee', align: 'end', cell: ({ fee }) => formatUsd(fee, 4) },
    {
      label: 'Status',
      cell: ({ status, reason }) => (
        <span className={`status status-${status}`} title={reason ?? undefined}>
          {status}
        </span>
      ),
    },
    { label: 'Finality', cell: (order) => <FinalityTrack item={order} l1={config.l1} /> },
  ];
  return (
    <DataTable caption="Order history" columns={columns} rows={rows} keyOf={({ id }) => id} empty="No orders yet." />
  );
}
