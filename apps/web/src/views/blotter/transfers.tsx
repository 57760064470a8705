import { useMemo } from 'react';
import type { RuntimeConfig } from '../../data/config.ts';
import { useFeed } from '../../data/feed-store.ts';
import { withBatchStage } from '../../model/finality.ts';
import { formatDateTime, formatSigned } from '../../model/format.ts';
import type { Transfer } from '../../model/types.ts';
import { ClaimPanel } from '../funds/claim-panel.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { FinalityTrack, TransactionLink } from './finality-track.tsx';

const KIND_TEXT: Record<Transfer['kind'], string> = {
  register: 'Account opened',
  deposit: 'Deposit',
  withdrawal: 'Withdrawal',
  transfer_in: 'Transfer in',
  transfer_out: 'Transfer out',
  insurance: 'Insurance fund',
};

const signed = ({ kind, amount }: Transfer): string =>
  kind === 'register' ? '–' : formatSigned(kind === 'withdrawal' || kind === 'transfer_out' ? `-${amount}` : amount);

/** Money in and out, with the claim of what L1 owes. */
export function Transfers({ config }: { readonly config: RuntimeConfig }) {
  const transfers = useFeed('transfers');
  const batches = useFeed('batches');
  const rows = useMemo(() => {
    const byNumber = new Map(batches.map((batch) => [batch.number, batch]));
    return transfers.map((transfer) => withBatchStage(transfer, byNumber));
  }, [transfers, batches]);
  const columns: readonly Column<Transfer>[] = [
    { label: 'Time', cell: ({ time }) => <span className="dim">{formatDateTime(time)}</span> },
    { label: 'Kind', cell: ({ kind }) => KIND_TEXT[kind] },
    { label: `Amount (USD)`, align: 'end', cell: signed },
    {
      label: 'L1 deposit',
      cell: ({ entryTransaction }) =>
        entryTransaction ? <TransactionLink hash={entryTransaction} l1={config.l1} /> : <span className="dim">–</span>,
    },
    { label: 'Finality', cell: (transfer) => <FinalityTrack item={transfer} l1={config.l1} /> },
  ];
  return (
    <>
      <ClaimPanel config={config} withdrawals={rows.filter(({ kind }) => kind === 'withdrawal')} />
      <DataTable
        caption="Deposits and withdrawals"
        columns={columns}
        rows={rows}
        keyOf={({ id, kind }) => `${kind}${id}`}
        empty="No deposits or withdrawals yet."
      />
    </>
  );
}
