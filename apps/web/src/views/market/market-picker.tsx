import { type ReactNode, useMemo, useRef, useState } from 'react';
import { openChain, selectMarket } from '../../data/desk-actions.ts';
import { useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { expiryDay } from '../../model/expiries.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber } from '../../model/format.ts';
import { marketGroups } from '../../model/market-groups.ts';
import type { Instrument } from '../../model/types.ts';
import { TimeLeft } from '../frame/time-left.tsx';

/** All markets in groups, behind one button: perpetuals, futures, option chains, and single options when searched for. */
export function MarketPicker() {
  const instruments = useFeed('instruments');
  const selected = useDesk('instrument');
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const isOther =
    instruments.length > 0 && !instruments.some(({ name, kind }) => name === selected && kind === 'perpetual');
  const close = () => list.current?.hidePopover();
  return (
    <>
      <button
        ref={button}
        type="button"
        className="market-more"
        popoverTarget="market-list"
        aria-expanded={isOpen}
        aria-pressed={isOther}
        aria-label={isOther ? `All markets, ${selected} is selected` : 'All markets'}
      >
        <span className="market-name">{isOther ? selected : 'All markets'}</span>
        <span aria-hidden="true">▾</span>
      </button>
      <div
        ref={list}
        id="market-list"
        role="dialog"
        popover="auto"
        className="market-list"
        aria-label="All markets"
        onToggle={({ newState }) => {
          setOpen(newState === 'open');
          if (newState === 'open' && list.current && button.current) place(list.current, button.current);
        }}
      >
        {isOpen ? <MarketList instruments={instruments} selected={selected} onDone={close} /> : null}
      </div>
    </>
  );
}

interface ListProps {
  readonly instruments: readonly Instrument[];
  readonly selected: string;
  readonly onDone: () => void;
}

function MarketList({ instruments, selected, onDone }: ListProps) {
  const [search, setSearch] = useState('');
  const groups = useMemo(() => marketGroups(instruments, search), [instruments, search]);
  const choose = (instrument: string) => {
    selectMarket(instrument);
    onDone();
  };
  const markets = (listed: readonly Instrument[]) =>
    listed.map((instrument) => (
      <li key={instrument.name}>
        <MarketButton instrument={instrument} isSelected={instrument.name === selected} onChoose={choose} />
      </li>
    ));
  return (
    <>
      <input
        type="search"
        className="market-search"
        placeholder="Search: BTC 90000 C"
        aria-label="Search markets"
        // The list was opened to choose from it.
        // biome-ignore lint/a11y/noAutofocus: the field is the first thing in a list that the person has just opened
        autoFocus
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Group title="Perpetuals">{markets(groups.perpetuals)}</Group>
      <Group title="Futures">{markets(groups.futures)}</Group>
      <Group title="Option chains">
        {groups.chains.map(({ base, code, expiresAt, series }) => (
          <li key={`${base}-${code}`}>
            <button
              type="button"
              onClick={() => {
                openChain(base, code);
                onDone();
              }}
            >
              <span className="market-name">
                {base} {expiryDay(expiresAt)}
              </span>
              <span className="dim">{series} series</span>
              <span className="dim">
                <TimeLeft until={expiresAt} />
              </span>
            </button>
          </li>
        ))}
      </Group>
      <Group title="Options">{markets(groups.options)}</Group>
      {Object.values(groups).every(({ length }) => length === 0) ? (
        <p className="empty">No market has that name.</p>
      ) : null}
    </>
  );
}

interface ButtonProps {
  readonly instrument: Instrument;
  readonly isSelected: boolean;
  readonly onChoose: (name: string) => void;
}

function MarketButton({ instrument: { name, tickSize, expiresAt }, isSelected, onChoose }: ButtonProps) {
  const ticker = useFeed('tickers')[name];
  return (
    <button type="button" aria-current={isSelected ? 'true' : undefined} onClick={() => onChoose(name)}>
      <span className="market-name">{name}</span>
      <span>{ticker ? formatNumber(ticker.last ?? ticker.mark, decimalsOf(tickSize)) : ''}</span>
      <span className="dim">{expiresAt === null ? '' : <TimeLeft until={expiresAt} />}</span>
    </button>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

const MARGIN = 8;

/** Below the button, inside the window. */
function place(list: HTMLElement, button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  list.style.top = `${bottom + MARGIN / 2}px`;
  list.style.left = `${Math.max(MARGIN, Math.min(left, globalThis.innerWidth - list.offsetWidth - MARGIN))}px`;
}
