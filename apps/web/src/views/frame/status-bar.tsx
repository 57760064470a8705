import type { RuntimeConfig } from '../../data/config.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatShare } from '../../model/format.ts';
import type { ProofStatus } from '../../model/types.ts';

const PROVER_TEXT: Record<string, string> = {
  offline: 'Prover offline',
  warming: 'Prover warming',
  ready: 'Prover ready',
  proving: 'Proving',
};

function proverText({ prover, detail, progress }: ProofStatus): string {
  const share = prover === 'warming' && progress !== null ? ` ${formatShare(String(progress), 0)}` : '';
  return `${PROVER_TEXT[prover] ?? 'Prover unknown'}${share}${detail ? ` · ${detail}` : ''}`;
}

/** The footer: connection, prover, backlog and chain at a glance. */
export function StatusBar({ config }: { readonly config: RuntimeConfig }) {
  const connection = useFeed('connection');
  const proofs = useFeed('proofs');
  const tone = connection.status === 'live' ? 'good' : 'warn';
  return (
    <footer className="status-bar">
      <span className="status-item" data-testid="connection" data-status={connection.status}>
        <span className={`dot dot-${tone}`} aria-hidden="true" />
        {connection.status === 'live'
          ? 'Connected'
          : connection.status === 'connecting'
            ? 'Connecting'
            : 'Reconnecting'}
        {connection.roundTripMs === null ? null : <span className="dim">{connection.roundTripMs} ms</span>}
      </span>
      <span className="status-item" data-testid="prover-status">
        <span
          className={`dot dot-${proofs.prover === 'offline' ? 'bad' : proofs.prover === 'warming' ? 'warn' : 'good'}`}
          aria-hidden="true"
        />
        {proverText(proofs)}
      </span>
      <span className="status-item" title="Order rows accepted by the exchange and not yet covered by a proof">
        <span className="dim">Unproved rows</span> {proofs.backlogRows}
      </span>
      <span className="status-item">
        <span className="dim">Settled batches</span> {proofs.lastSettledBatch ?? 0}
      </span>
      <span className="status-item">
        <span className="dim">Engine</span> #{proofs.engineSequence ?? '–'}
      </span>
      <span className="status-item status-right">
        <span className="dim">L1</span> {config.l1.chainName} · chain {config.l1.chainId} · circuit{' '}
        {config.circuit.name}
        {config.development ? <span className="tag tag-warn">Development</span> : null}
      </span>
    </footer>
  );
}
