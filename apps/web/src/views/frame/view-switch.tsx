import { type DeskView, deskStore, useDesk } from '../../data/desk-store.ts';

const VIEWS: readonly { readonly id: DeskView; readonly label: string }[] = [
  { id: 'market', label: 'Market' },
  { id: 'options', label: 'Options' },
];

/** Chooses between one market's chart and the option chain. */
export function ViewSwitch() {
  const view = useDesk('view');
  return (
    <nav className="view-switch" aria-label="Views">
      {VIEWS.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-current={id === view ? 'page' : undefined}
          onClick={() => deskStore.set({ view: id, pane: 'chart' })}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
