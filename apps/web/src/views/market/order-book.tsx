import Decimal from 'decimal.js';
import { memo, useMemo, useRef, useState } from 'react';
import { deskStore, editTicket, useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { groupingSteps, groupLevels, type LadderRow, ladder, spread } from '../../model/book.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber, formatShare } from '../../model/format.ts';
import type { Order, Side } from '../../model/types.ts';
import { Panel } from '../frame/panel.tsx';
import { useSize } from '../frame/use-size.ts';
import { OrderBookRow } from './order-book-row.tsx';

const ROW_HEIGHT = 21;
const FEWEST_ROWS = 6;
/** Head and spread rows of the ladder, pixels. */
const FIXED_HEIGHT = 64;

/** The ladder: asks above, bids below, running depth behind, own orders marked. */
export const OrderBook = memo(function OrderBook() {
  const book = useFeed('book');
  const instruments = useFeed('instruments');
  const openOrders = useFeed('openOrders');
  const ticker = useFeed('tickers')[useDesk('instrument')];
  const selected = useDesk('instrument');
  const instrument = instruments.find(({ name }) => name === selected);
  const steps = useMemo(() => groupingSteps(instrument?.tickSize ?? '1'), [instrument]);
  const element = useRef<HTMLDivElement>(null);
  const { height } = useSize(element);
  const depth = Math.max(FEWEST_ROWS, Math.floor((height - FIXED_HEIGHT) / 2 / ROW_HEIGHT));
  const [stepIndex, setStepIndex] = useState(0);
  const step = steps[stepIndex] ?? '1';
  const view = useMemo(() => {
    const bids = groupLevels(book?.bids ?? [], step, 'bid');
    const asks = groupLevels(book?.asks ?? [], step, 'ask');
    return { ...ladder(bids, asks, depth), spread: spread(book?.bids ?? [], book?.asks ?? []) };
  }, [book, step, depth]);
  const own = useMemo(() => ownLevels(openOrders, selected, step), [openOrders, selected, step]);
  const places = decimalsOf(step);
  const sizePlaces = decimalsOf(instrument?.lotSize ?? '0.001');
  const rows = (side: Side, list: readonly LadderRow[]) =>
    list.map((row) => (
      <OrderBookRow
        key={row.price}
        side={side}
        price={formatNumber(row.price, places)}
        size={formatNumber(row.size, sizePlaces)}
        total={formatNumber(row.total, sizePlaces)}
        share={row.share}
        own={own.has(`${side}${row.price}`)}
        onPick={() => pickPrice(row.price, side)}
      />
    ));
  const grouping = (
    <label className="inline-select">
      <span className="visually-hidden">Group prices by</span>
      <select value={stepIndex} onChange={(event) => setStepIndex(Number(event.target.value))}>
        {steps.map((value, index) => (
          <option key={value} value={index}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Panel title="Order book" area="book" pane="book" actions={grouping}>
      <div className="ladder" ref={element} data-testid="order-book">
        <div className="ladder-head" aria-hidden="true">
          <span>Price (USD)</span>
          <span>Size ({instrument?.base})</span>
          <span>Total</span>
        </div>
        <ol className="ladder-side ladder-asks" aria-label="Asks">
          {rows('sell', view.asks)}
        </ol>
        <div className="ladder-spread">
          <strong>{formatNumber(ticker?.last ?? ticker?.mark, decimalsOf(instrument?.tickSize ?? '0.1'))}</strong>
          <span className="dim">
            {view.spread
              ? `Spread ${formatNumber(view.spread.difference, decimalsOf(instrument?.tickSize ?? '0.1'))} · ${formatShare(view.spread.fraction, 3)}`
              : book?.ready
                ? book.bids.length + book.asks.length === 0
                  ? 'No orders'
                  : 'One side is empty'
                : 'Loading the book…'}
          </span>
        </div>
        <ol className="ladder-side ladder-bids" aria-label="Bids">
          {rows('buy', view.bids)}
        </ol>
      </div>
    </Panel>
  );
});

function pickPrice(price: string, side: Side): void {
  const ticket = deskStore.state.ticket;
  // A click on an ask is usually meant to buy there, a click on a bid to sell; a typed size keeps its side.
  editTicket({ type: 'limit', price, side: ticket.size === '' ? (side === 'sell' ? 'buy' : 'sell') : ticket.side });
}

function ownLevels(orders: readonly Order[], instrument: string, step: string): Set<string> {
  const levels = new Set<string>();
  for (const order of orders) {
    if (order.instrument !== instrument) continue;
    const steps = new Decimal(order.price).div(step);
    levels.add(`${order.side}${(order.side === 'buy' ? steps.floor() : steps.ceil()).times(step).toString()}`);
  }
  return levels;
}
