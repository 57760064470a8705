import Decimal from 'decimal.js';
import { notify, notifyFailure } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { feedStore, useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber, formatSigned, formatUsd, signOf } from '../../model/format.ts';
import { EMPTY_TICKET, readTicket } from '../../model/ticket.ts';
import type { Position } from '../../model/types.ts';
import { type Column, DataTable } from './data-table.tsx';

const tone = (value: string | null): string => ['sell', '', 'buy'][signOf(value) + 1] ?? '';

/** Open positions, each with a button that closes it at the market. */
export function Positions() {
  const positions = useFeed('positions');
  const instruments = useFeed('instruments');
  const places = (name: string) => decimalsOf(instruments.find((found) => found.name === name)?.tickSize ?? '0.1');
  const sizePlaces = (name: string) => decimalsOf(instruments.find((found) => found.name === name)?.lotSize ?? '0.001');
  const columns: readonly Column<Position>[] = [
    {
      label: 'Market',
      cell: ({ instrument, size }) => (
        <>
          <strong>{instrument}</strong>{' '}
          <span className={`tag ${tone(size) === 'sell' ? 'tag-sell' : 'tag-buy'}`}>
            {tone(size) === 'sell' ? 'Short' : 'Long'}
          </span>
        </>
      ),
    },
    {
      label: 'Size',
      align: 'end',
      cell: ({ instrument, size }) => <span className={tone(size)}>{formatSigned(size, sizePlaces(instrument))}</span>,
    },
    { label: 'Value (USD)', align: 'end', cell: ({ notional }) => formatUsd(new Decimal(notional).abs()) },
    { label: 'Entry', align: 'end', cell: ({ instrument, entry }) => formatNumber(entry, places(instrument)) },
    { label: 'Mark', align: 'end', cell: ({ instrument, mark }) => formatNumber(mark, places(instrument)) },
    {
      label: 'Liq. price',
      align: 'end',
      cell: ({ instrument, liquidationPrice }) => formatNumber(liquidationPrice, places(instrument)),
    },
    { label: 'Unrealised PnL', align: 'end', cell: ({ unrealisedPnl }) => <Profit value={unrealisedPnl} /> },
    { label: 'Realised PnL', align: 'end', cell: ({ realisedPnl }) => <Profit value={realisedPnl} /> },
    {
      label: 'Funding',
      align: 'end',
      cell: ({ fundingPaid }) => <Profit value={new Decimal(fundingPaid).neg().toString()} />,
    },
    {
      label: 'Action',
      align: 'end',
      cell: (position) => (
        <button type="button" className="row-button" onClick={() => void closePosition(position)}>
          Close<span className="visually-hidden"> the {position.instrument} position at the market</span>
        </button>
      ),
    },
  ];
  return (
    <DataTable
      caption="Open positions"
      columns={columns}
      rows={positions}
      keyOf={({ instrument }) => instrument}
      empty="No open positions."
    />
  );
}

function Profit({ value }: { readonly value: string | null }) {
  const sign = signOf(value);
  return (
    <span className={tone(value)}>
      {sign === 0 ? null : <span aria-hidden="true">{sign > 0 ? '▲ ' : '▼ '}</span>}
      {formatSigned(value)}
    </span>
  );
}

async function closePosition({ instrument: name, size }: Position): Promise<void> {
  const { instruments, tickers, book } = feedStore.state;
  const instrument = instruments.find((found) => found.name === name);
  if (!instrument) return;
  const form = {
    ...EMPTY_TICKET,
    side: size.startsWith('-') ? ('buy' as const) : ('sell' as const),
    type: 'market' as const,
    size: size.replace('-', ''),
    reduceOnly: true,
  };
  const { draft, problems } = readTicket(
    form,
    instrument,
    tickers[name] ?? null,
    book?.instrument === name ? book : null,
  );
  try {
    if (!draft) throw new Error(problems[0]?.message ?? 'There is no price to close at.');
    const { filled } = await callExchange('place', draft);
    notify({
      key: 'close',
      tone: 'good',
      title: `Close ${name}: accepted`,
      detail: `Filled ${filled} of ${draft.size}.`,
    });
  } catch (error) {
    notifyFailure('close', `Close ${name}: refused`, error);
  }
}
