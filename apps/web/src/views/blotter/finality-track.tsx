import type { L1Config } from '../../data/config.ts';
import { deskStore } from '../../data/desk-store.ts';
import { STAGE_MEANING, STAGES, stageRank } from '../../model/finality.ts';
import { shorten } from '../../model/format.ts';
import type { Finality } from '../../model/types.ts';

interface TrackProps {
  readonly item: Finality;
  readonly l1: L1Config;
}

/** The five stages as a track, the name of the current one, its batch and its L1 transaction. */
export function FinalityTrack({ item, l1 }: TrackProps) {
  const rank = stageRank(item.stage);
  return (
    <span className="finality" data-stage={item.stage} title={STAGE_MEANING[item.stage]}>
      <span className="finality-track" aria-hidden="true">
        {STAGES.map((stage, index) => (
          <span key={stage} className={index < rank ? 'done' : index === rank ? 'now' : ''} />
        ))}
      </span>
      <span className="finality-name">{item.stage}</span>
      {item.batch === null ? null : (
        <button
          type="button"
          className="text-button"
          onClick={() => deskStore.set({ blotter: 'batches', batch: item.batch })}
        >
          batch {item.batch}
        </button>
      )}
      {item.l1Transaction ? <TransactionLink hash={item.l1Transaction} l1={l1} /> : null}
    </span>
  );
}

/** A transaction hash, linked where the chain has an explorer. */
export function TransactionLink({ hash, l1 }: { readonly hash: string; readonly l1: L1Config }) {
  const text = <span className="mono">{shorten(hash)}</span>;
  return l1.explorerUrl ? (
    <a href={`${l1.explorerUrl}/tx/${hash}`} target="_blank" rel="noreferrer" title={hash}>
      {text}
    </a>
  ) : (
    <span className="dim" title={hash}>
      {text}
    </span>
  );
}
