import { dismiss, useDesk } from '../../data/desk-store.ts';

const MARK = { info: 'i', good: '✓', bad: '!' } as const;

/** Short messages in the corner, read out by screen readers. */
export function Notices() {
  const notices = useDesk('notices');
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.key} className={`notice notice-${notice.tone}`}>
          <span className="notice-mark" aria-hidden="true">
            {MARK[notice.tone]}
          </span>
          <div>
            <strong>{notice.title}</strong>
            {notice.detail ? <p>{notice.detail}</p> : null}
          </div>
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(notice)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
