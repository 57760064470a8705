import type { KeyboardEvent, ReactNode } from 'react';

interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly count?: number;
  /** A second line. */
  readonly detail?: ReactNode;
}

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  readonly look?: 'line' | 'block';
  /** Id prefix that ties tabs to their panels. */
  readonly name: string;
}

/** A tab list with arrow-key movement, as the ARIA pattern asks. */
export function Tabs<Id extends string>({ label, tabs, selected, onSelect, look = 'line', name }: TabsProps<Id>) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const index = tabs.findIndex(({ id }) => id === selected);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (!next) return;
    onSelect(next.id);
    document.getElementById(`${name}-tab-${next.id}`)?.focus();
  };
  return (
    <div className={`tabs tabs-${look}`} role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(({ id, label: text, count, detail }) => (
        <button
          key={id}
          id={`${name}-tab-${id}`}
          type="button"
          role="tab"
          aria-selected={id === selected}
          aria-controls={`${name}-panel`}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {text}
          {count ? <span className="tab-count">{count}</span> : null}
          {detail ? <span className="tab-detail">{detail}</span> : null}
        </button>
      ))}
    </div>
  );
}
