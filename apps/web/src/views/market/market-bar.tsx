import { useEffect } from 'react';
import { selectMarket } from '../../data/desk-actions.ts';
import { useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber } from '../../model/format.ts';
import { gridOf } from '../../model/instrument-grid.ts';
import { dayChange, MarketFigures, tone } from './market-figures.tsx';
import { MarketPicker } from './market-picker.tsx';

/** Market switch and the figures of the selected market. */
export function MarketBar() {
  const instruments = useFeed('instruments');
  const tickers = useFeed('tickers');
  const selected = useDesk('instrument');
  const instrument = instruments.find(({ name }) => name === selected);
  const ticker = tickers[selected];
  const { pricePlaces } = gridOf(instruments, selected);
  useEffect(() => {
    const price = ticker?.mark ? `${formatNumber(ticker.mark, pricePlaces)} ` : '';
    document.title = `${price}${selected} · Tenor`;
  }, [ticker?.mark, selected, pricePlaces]);
  const perpetuals = instruments.filter(({ kind }) => kind === 'perpetual');
  return (
    <div className="market-bar">
      <fieldset className="market-switch">
        <legend className="visually-hidden">Market</legend>
        {perpetuals.map(({ name, tickSize }) => (
          <button key={name} type="button" aria-pressed={name === selected} onClick={() => selectMarket(name)}>
            <span className="market-name">{name}</span>
            <span className={`market-price ${tone(dayChange(tickers[name]))}`}>
              {formatNumber(tickers[name]?.last ?? tickers[name]?.mark, decimalsOf(tickSize))}
            </span>
          </button>
        ))}
        <MarketPicker />
      </fieldset>
      <MarketFigures instrument={instrument} ticker={ticker} />
    </div>
  );
}
