import type { RuntimeConfig } from '../../data/config.ts';
import { useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatNumber, formatTime } from '../../model/format.ts';
import type { Batch } from '../../model/types.ts';
import { ProofCheck } from '../proofs/proof-check.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { FinalityTrack } from './finality-track.tsx';

/** All batches, newest first; every proved one can be verified on this page. */
export function BatchList({ config }: { readonly config: RuntimeConfig }) {
  const batches = useFeed('batches');
  const proofs = useFeed('proofs');
  const highlighted = useDesk('batch');
  const columns: readonly Column<Batch>[] = [
    { label: 'Batch', cell: ({ number }) => <strong>#{number}</strong> },
    { label: 'Opened', cell: ({ time }) => <span className="dim">{formatTime(time)}</span> },
    { label: 'Trades', align: 'end', cell: ({ trades }) => trades },
    { label: 'Order rows', align: 'end', cell: ({ rows }) => rows },
    { label: 'Accounts', align: 'end', cell: ({ visits }) => visits },
    { label: 'L1 entries', align: 'end', cell: ({ entries }) => entries },
    {
      label: 'Proved in',
      align: 'end',
      cell: ({ proveSeconds }) => (proveSeconds === null ? '–' : `${formatNumber(String(proveSeconds), 1)} s`),
    },
    {
      label: 'L1 gas',
      align: 'end',
      cell: ({ l1GasUsed }) => (l1GasUsed === null ? '–' : formatNumber(String(l1GasUsed), 0)),
    },
    { label: 'Finality', cell: (batch) => <FinalityTrack item={{ ...batch, batch: null }} l1={config.l1} /> },
    {
      label: 'Proof',
      align: 'end',
      cell: ({ number, stage }) =>
        stage === 'batched' ? <span className="dim">not proved yet</span> : <ProofCheck number={number} />,
    },
  ];
  return (
    <>
      <p className="blotter-note">
        <strong data-testid="backlog">{proofs.backlogRows}</strong> order rows wait for a proof.{' '}
        <span className="dim">
          “Verify” downloads a proof, its public signals and the verification key, and checks them in this browser with
          snarkjs.
        </span>
      </p>
      <DataTable
        caption="Batches"
        columns={columns}
        rows={batches}
        keyOf={({ number }) => String(number)}
        highlighted={highlighted === null ? null : String(highlighted)}
        empty="No batch is sealed yet."
      />
    </>
  );
}
