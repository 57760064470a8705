import Decimal from 'decimal.js';
import { useMemo } from 'react';
import { openMarket } from '../../data/desk-actions.ts';
import { useFeed } from '../../data/feed-store.ts';
import { daysLeft } from '../../model/expiries.ts';
import { formatNumber, formatSigned, formatUsd, signOf } from '../../model/format.ts';
import { formatGreek } from '../../model/format-greek.ts';
import { positionGreeks } from '../../model/greeks.ts';
import { gridOf } from '../../model/instrument-grid.ts';
import type { Greeks, Instrument, Position } from '../../model/types.ts';
import { useClock } from '../frame/use-clock.ts';
import { closePosition } from './close-position.ts';
import { type Column, DataTable } from './data-table.tsx';
import { PortfolioGreeks } from './portfolio-greeks.tsx';

const tone = (value: string | null): string => ['sell', '', 'buy'][signOf(value) + 1] ?? '';

/** A position with what the page knows of its instrument. */
interface Row extends Position {
  readonly listed: Instrument | undefined;
  readonly greeks: Greeks | null;
}

/** Open positions with their greeks, each with a button that closes it at the market. */
export function Positions() {
  const positions = useFeed('positions');
  const instruments = useFeed('instruments');
  const tickers = useFeed('tickers');
  const now = useClock(60_000);
  const rows = useMemo(
    () =>
      positions.map((position): Row => {
        const listed = instruments.find(({ name }) => name === position.instrument);
        return {
          ...position,
          listed,
          greeks: listed ? positionGreeks(position.size, listed, tickers[listed.name]) : null,
        };
      }),
    [positions, instruments, tickers],
  );
  const hasDated = rows.some(({ listed }) => listed?.kind !== 'perpetual');
  const columns = hasDated ? datedColumns(instruments, now) : linearColumns(instruments);
  return (
    <>
      {rows.length > 0 ? <PortfolioGreeks /> : null}
      <DataTable
        caption="Open positions"
        columns={columns}
        rows={rows}
        keyOf={({ instrument }) => instrument}
        empty="No open positions."
        dense={hasDated}
      />
    </>
  );
}

const marketColumns = (instruments: readonly Instrument[]): Column<Row>[] => [
  {
    label: 'Market',
    cell: ({ instrument, size }) => (
      <>
        <button type="button" className="market-link" onClick={() => openMarket(instrument)}>
          {instrument}
        </button>{' '}
        <span className={`tag ${tone(size) === 'sell' ? 'tag-sell' : 'tag-buy'}`}>
          {tone(size) === 'sell' ? 'Short' : 'Long'}
        </span>
      </>
    ),
  },
  {
    label: 'Size',
    align: 'end',
    cell: ({ instrument, size }) => (
      <span className={tone(size)}>{formatSigned(size, gridOf(instruments, instrument).sizePlaces)}</span>
    ),
  },
];

const price = (instruments: readonly Instrument[], name: string, value: string | null): string =>
  formatNumber(value, gridOf(instruments, name).pricePlaces);

const VALUE: Column<Row> = {
  label: 'Value (USD)',
  align: 'end',
  cell: ({ notional }) => formatUsd(new Decimal(notional).abs()),
};
const UNREALISED: Column<Row> = {
  label: 'Unrealised PnL',
  align: 'end',
  cell: ({ unrealisedPnl }) => <Profit value={unrealisedPnl} />,
};
const REALISED: Column<Row> = {
  label: 'Realised PnL',
  align: 'end',
  cell: ({ realisedPnl }) => <Profit value={realisedPnl} />,
};
const FUNDING: Column<Row> = {
  label: 'Funding',
  align: 'end',
  cell: ({ fundingPaid, listed }) =>
    listed?.kind === 'perpetual' ? <Profit value={new Decimal(fundingPaid).neg().toString()} /> : '–',
};
const entry = (instruments: readonly Instrument[]): Column<Row> => ({
  label: 'Entry',
  align: 'end',
  cell: ({ instrument, entry: paid }) => price(instruments, instrument, paid),
});
const mark = (instruments: readonly Instrument[]): Column<Row> => ({
  label: 'Mark',
  align: 'end',
  cell: ({ instrument, mark: value }) => price(instruments, instrument, value),
});
const liquidation = (instruments: readonly Instrument[]): Column<Row> => ({
  label: 'Liq. price',
  align: 'end',
  cell: ({ instrument, liquidationPrice }) => price(instruments, instrument, liquidationPrice),
});

/** Where only perpetuals are held. */
const linearColumns = (instruments: readonly Instrument[]): Column<Row>[] => [
  ...marketColumns(instruments),
  VALUE,
  entry(instruments),
  mark(instruments),
  liquidation(instruments),
  UNREALISED,
  REALISED,
  FUNDING,
  CLOSE_COLUMN,
];

/** With the greeks before what is looked at less: the table may be wider than the window. */
const datedColumns = (instruments: readonly Instrument[], now: number): Column<Row>[] => [
  ...marketColumns(instruments),
  entry(instruments),
  mark(instruments),
  UNREALISED,
  ...GREEK_COLUMNS,
  expiryColumn(now),
  VALUE,
  liquidation(instruments),
  REALISED,
  FUNDING,
  CLOSE_COLUMN,
];

const GREEK_COLUMNS: readonly Column<Row>[] = [
  { label: 'Delta', align: 'end', cell: ({ greeks }) => formatGreek(greeks?.delta) },
  { label: 'Gamma', align: 'end', cell: ({ greeks, listed }) => optionOnly(listed, greeks?.gamma) },
  { label: 'Vega', align: 'end', cell: ({ greeks, listed }) => optionOnly(listed, greeks?.vega) },
  { label: 'Theta', align: 'end', cell: ({ greeks, listed }) => optionOnly(listed, greeks?.theta) },
];

const optionOnly = (listed: Instrument | undefined, value: string | undefined): string =>
  listed?.kind === 'option' ? formatGreek(value) : '–';

const expiryColumn = (now: number): Column<Row> => ({
  label: 'Days left',
  align: 'end',
  cell: ({ listed }) =>
    listed === undefined ? 'expired' : listed.expiresAt === null ? '–' : daysLeft(listed.expiresAt - now),
});

const CLOSE_COLUMN: Column<Row> = {
  label: 'Action',
  align: 'end',
  cell: (position) =>
    position.listed ? (
      <button type="button" className="row-button" onClick={() => void closePosition(position)}>
        Close<span className="visually-hidden"> the {position.instrument} position at the market</span>
      </button>
    ) : (
      <span className="dim">settling</span>
    ),
};

function Profit({ value }: { readonly value: string | null }) {
  const sign = signOf(value);
  return (
    <span className={tone(value)}>
      {sign === 0 ? null : <span aria-hidden="true">{sign > 0 ? '▲ ' : '▼ '}</span>}
      {formatSigned(value)}
    </span>
  );
}
