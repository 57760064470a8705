import { deskStore, type Pane, useDesk } from '../../data/desk-store.ts';

const PANES: readonly { readonly id: Pane; readonly label: string }[] = [
  { id: 'chart', label: 'Chart' },
  { id: 'book', label: 'Book' },
  { id: 'trade', label: 'Trade' },
  { id: 'account', label: 'Account' },
];

/** Chooses the pane on a small screen; hidden on a large one. */
export function PaneSwitch() {
  const pane = useDesk('pane');
  const view = useDesk('view');
  return (
    <nav className="pane-switch" aria-label="Panes">
      {PANES.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-current={id === pane ? 'page' : undefined}
          onClick={() => deskStore.set({ pane: id })}
        >
          {id === 'chart' && view === 'options' ? 'Chain' : label}
        </button>
      ))}
    </nav>
  );
}
