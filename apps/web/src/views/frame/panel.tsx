import type { ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly area: string;
  readonly pane?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled region of the desk. */
export function Panel({ title, area, pane, actions, children }: PanelProps) {
  return (
    <section className={`panel panel-${area}`} data-pane={pane} aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {actions}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
