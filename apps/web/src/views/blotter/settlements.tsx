import { useFeed } from '../../data/feed-store.ts';
import { expiryMoment } from '../../model/expiries.ts';
import { formatNumber } from '../../model/format.ts';
import { gridOf } from '../../model/instrument-grid.ts';
import type { Settlement } from '../../model/types.ts';
import { type Column, DataTable } from './data-table.tsx';

/** What expired series settled at, latest first. */
export function Settlements() {
  const settlements = useFeed('settlements');
  const instruments = useFeed('instruments');
  const columns: readonly Column<Settlement>[] = [
    { label: 'Market', cell: ({ instrument }) => <strong>{instrument}</strong> },
    { label: 'Kind', cell: ({ kind }) => (kind === 'option' ? 'Option' : 'Future') },
    { label: 'Expired', cell: ({ expiresAt }) => <span className="dim">{expiryMoment(expiresAt)}</span> },
    {
      label: 'Settlement price',
      align: 'end',
      cell: ({ instrument, price }) => formatNumber(price, gridOf(instruments, instrument).pricePlaces),
    },
  ];
  return (
    <DataTable
      caption="Settlements of expired series"
      columns={columns}
      rows={settlements}
      keyOf={({ instrument }) => instrument}
      empty="No series has expired yet."
    />
  );
}
