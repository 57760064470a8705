import { useMemo } from 'react';
import type { RuntimeConfig } from '../../data/config.ts';
import { useFeed } from '../../data/feed-store.ts';
import { expiryMoment } from '../../model/expiries.ts';
import { withBatchStage } from '../../model/finality.ts';
import { formatNumber, formatSigned, signOf } from '../../model/format.ts';
import { gridOf } from '../../model/instrument-grid.ts';
import { type SettledSeries, settlementHistory } from '../../model/settlement-history.ts';
import { type Column, DataTable } from './data-table.tsx';
import { FinalityTrack } from './finality-track.tsx';

const tone = (value: string): string => ['sell', '', 'buy'][signOf(value) + 1] ?? '';

/** What expired series settled at, and what the account was paid. */
export function Settlements({ config }: { readonly config: RuntimeConfig }) {
  const settlements = useFeed('settlements');
  const own = useFeed('ownSettlements');
  const batches = useFeed('batches');
  const instruments = useFeed('instruments');
  const rows = useMemo(() => {
    const byNumber = new Map(batches.map((batch) => [batch.number, batch]));
    return settlementHistory(
      settlements,
      own.map((settlement) => withBatchStage(settlement, byNumber)),
    );
  }, [settlements, own, batches]);
  const price = (name: string, value: string) => formatNumber(value, gridOf(instruments, name).pricePlaces);
  const columns: readonly Column<SettledSeries>[] = [
    { label: 'Market', cell: ({ instrument }) => <strong>{instrument}</strong> },
    { label: 'Expired', cell: ({ expiresAt }) => <span className="dim">{expiryMoment(expiresAt)}</span> },
    { label: 'Settlement price', align: 'end', cell: (row) => price(row.instrument, row.price) },
    { label: 'Paid a unit', align: 'end', cell: (row) => price(row.instrument, row.payoff) },
    {
      label: 'Own position',
      align: 'end',
      cell: ({ instrument, own: held }) =>
        held ? (
          <span className={tone(held.size)}>{formatSigned(held.size, gridOf(instruments, instrument).sizePlaces)}</span>
        ) : (
          '–'
        ),
    },
    {
      label: 'Paid to you (USD)',
      align: 'end',
      cell: ({ own: held }) => (held ? <span className={tone(held.amount)}>{formatSigned(held.amount)}</span> : '–'),
    },
    {
      label: 'Finality',
      cell: ({ own: held }) => (held ? <FinalityTrack item={held} l1={config.l1} /> : <span className="dim">–</span>),
    },
  ];
  return (
    <DataTable
      caption="Settlements of expired series"
      columns={columns}
      rows={rows}
      keyOf={({ instrument }) => instrument}
      empty="No series has expired yet."
    />
  );
}
