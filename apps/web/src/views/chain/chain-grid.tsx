import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatNumber } from '../../model/format.ts';
import { gridOf, type InstrumentGrid } from '../../model/instrument-grid.ts';
import type { ChainTable } from '../../model/option-chain.ts';
import type { OptionType } from '../../model/types.ts';
import { type ChainColumn, columnsOf } from './chain-columns.tsx';
import { ChainRowView } from './chain-row.tsx';

interface GridProps {
  readonly title: string;
  readonly table: ChainTable;
  /** Calls, puts or both, in the order shown. */
  readonly sides: readonly OptionType[];
}

/** The quotes of a row that the arrow keys go through: bid and ask of each side. */
const QUOTES_OF_SIDE = 2;

/** The table of a chain, with the forward between its strikes. Arrow keys go from quote to quote; Tab passes it by. */
export function ChainGrid({ title, table, sides }: GridProps) {
  const instruments = useFeed('instruments');
  const selected = useDesk('instrument');
  const element = useRef<HTMLTableElement>(null);
  const middle = Math.max(
    0,
    table.rows.findIndex(({ atTheMoney }) => atTheMoney),
  );
  const [active, setActive] = useState<{ row: number; quote: number } | null>(null);
  const { row: activeRow, quote: activeQuote } = active ?? { row: middle, quote: 1 };
  const alone = sides.length === 1;
  useEffect(() => {
    if (element.current) showMiddle(element.current);
  }, []);
  const name = table.rows[0]?.call?.instrument ?? table.rows[0]?.put?.instrument ?? '';
  const grid = gridOf(instruments, name);
  const width = sides.reduce((sum, side) => sum + columnsOf(side, alone).length, 1);
  const move = (event: KeyboardEvent) => {
    const found = element.current && target(event, element.current, activeRow, activeQuote);
    if (!found) return;
    event.preventDefault();
    found.focus();
    found.scrollIntoView({ block: 'nearest' });
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that arrow keys go through
    <table ref={element} className="chain-table" role="grid" aria-label={title} data-alone={alone} onKeyDown={move}>
      <ColumnWidths sides={sides} />
      <ChainHead sides={sides} />
      <tbody>
        {table.rows.map((row, index) => [
          index === table.rowsBelow ? <ForwardRow key="forward" table={table} grid={grid} width={width} /> : null,
          <ChainRowView
            key={row.strike}
            row={row}
            index={index}
            sides={sides}
            grid={grid}
            selected={selected}
            activeQuote={index === Math.min(activeRow, table.rows.length - 1) ? activeQuote : null}
            onActive={(quote) => setActive({ row: index, quote })}
          />,
        ])}
        {table.rowsBelow === table.rows.length ? <ForwardRow table={table} grid={grid} width={width} /> : null}
      </tbody>
    </table>
  );
}

/** Figures need less room than prices. */
function ColumnWidths({ sides }: { readonly sides: readonly OptionType[] }) {
  const alone = sides.length === 1;
  const columns = (side: OptionType) =>
    columnsOf(side, alone).map(({ id }) => <col key={`${side}-${id}`} className={`column-${id}`} />);
  const strike = <col key="strike" className="column-strike" />;
  return (
    <colgroup>{alone ? [strike, ...columns(sides[0]!)] : [...columns('call'), strike, ...columns('put')]}</colgroup>
  );
}

function ChainHead({ sides }: { readonly sides: readonly OptionType[] }) {
  const alone = sides.length === 1;
  const cells = (columns: readonly ChainColumn[], side: OptionType) =>
    columns.map(({ id, label, title }) => (
      <th key={`${side}-${id}`} scope="col" title={title}>
        {label}
      </th>
    ));
  if (alone)
    return (
      <thead>
        <tr>
          <th scope="col" className="chain-strike">
            Strike
          </th>
          {sides.map((side) => cells(columnsOf(side, true), side))}
        </tr>
      </thead>
    );
  return (
    <thead>
      <tr className="chain-sides">
        <th scope="colgroup" colSpan={columnsOf('call', false).length}>
          Calls
        </th>
        <td className="chain-strike" />
        <th scope="colgroup" colSpan={columnsOf('put', false).length}>
          Puts
        </th>
      </tr>
      <tr>
        {cells(columnsOf('call', false), 'call')}
        <th scope="col" className="chain-strike">
          Strike
        </th>
        {cells(columnsOf('put', false), 'put')}
      </tr>
    </thead>
  );
}

interface ForwardProps {
  readonly table: ChainTable;
  readonly grid: InstrumentGrid;
  readonly width: number;
}

function ForwardRow({ table, grid, width }: ForwardProps) {
  if (table.reference === null) return null;
  return (
    <tr className="chain-forward">
      <td colSpan={width}>
        <span>
          {table.isForward ? 'Forward' : 'Index'} <strong>{formatNumber(table.reference, grid.pricePlaces)}</strong>
        </span>
      </td>
    </tr>
  );
}

/** The quote that a key goes to; null where there is none or the key is another one. */
function target(event: KeyboardEvent, table: HTMLTableElement, row: number, quote: number): HTMLElement | null {
  const rows = table.querySelectorAll('tbody tr[data-row]').length;
  const at = (r: number, q: number) => table.querySelector<HTMLElement>(`[data-row="${r}"] [data-quote="${q}"]`);
  const search = (rowStep: number, quoteStep: number): HTMLElement | null => {
    const most = table.dataset.alone === 'true' ? QUOTES_OF_SIDE : 2 * QUOTES_OF_SIDE;
    // A side that is not listed is skipped.
    for (let r = row + rowStep, q = quote + quoteStep; r >= 0 && r < rows && q >= 0 && q < most; ) {
      const found = at(r, q);
      if (found) return found;
      r += rowStep;
      q += quoteStep;
    }
    return null;
  };
  switch (event.key) {
    case 'ArrowUp':
      return search(-1, 0);
    case 'ArrowDown':
      return search(1, 0);
    case 'ArrowLeft':
      return search(0, -1);
    case 'ArrowRight':
      return search(0, 1);
    case 'Home':
      return at(0, quote);
    case 'End':
      return at(rows - 1, quote);
    default:
      return null;
  }
}

/** Scrolls only the chain, so that the forward is in its middle. */
function showMiddle(table: HTMLTableElement): void {
  const row = table.querySelector<HTMLElement>('.chain-forward');
  const scroller = table.closest<HTMLElement>('.chain-scroll');
  if (row && scroller) scroller.scrollTop = row.offsetTop - scroller.clientHeight / 2;
}
