import { memo } from 'react';
import { useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber, formatTime } from '../../model/format.ts';
import { Panel } from '../frame/panel.tsx';

const ROWS = 40;

/** The latest trades, newest first, with an arrow for the side of the taker. */
export const TradesTape = memo(function TradesTape() {
  const trades = useFeed('trades');
  const selected = useDesk('instrument');
  const instrument = useFeed('instruments').find(({ name }) => name === selected);
  const places = decimalsOf(instrument?.tickSize ?? '0.1');
  const sizePlaces = decimalsOf(instrument?.lotSize ?? '0.001');
  return (
    <Panel title="Trades" area="tape" pane="book">
      <table className="tape">
        <thead>
          <tr>
            <th scope="col">Price</th>
            <th scope="col">Size</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {trades.slice(0, ROWS).map((trade) => (
            <tr key={trade.id}>
              <td className={trade.side}>
                <span aria-hidden="true">{trade.side === 'buy' ? '▲' : '▼'}</span>
                <span className="visually-hidden">{trade.side === 'buy' ? 'bought at ' : 'sold at '}</span>
                {formatNumber(trade.price, places)}
              </td>
              <td>{formatNumber(trade.size, sizePlaces)}</td>
              <td className="dim">{formatTime(trade.time)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {trades.length === 0 ? <p className="empty">No trades yet.</p> : null}
    </Panel>
  );
});
