import Decimal from 'decimal.js';
import { type ReactNode, useEffect } from 'react';
import { deskStore, editTicket, notifyFailure, useDesk } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatCountdown, formatNumber, formatPercent, signOf } from '../../model/format.ts';
import type { Ticker } from '../../model/types.ts';
import { useClock } from '../frame/use-clock.ts';

const change = (ticker: Ticker | undefined): string | null =>
  ticker?.open24h && ticker.last ? new Decimal(ticker.last).div(ticker.open24h).minus(1).toString() : null;

const tone = (value: string | null): string => ['sell', '', 'buy'][signOf(value) + 1] ?? '';

/** Market switch and the figures of the selected market. */
export function MarketBar() {
  const instruments = useFeed('instruments');
  const tickers = useFeed('tickers');
  const selected = useDesk('instrument');
  const instrument = instruments.find(({ name }) => name === selected);
  const ticker = tickers[selected];
  const places = decimalsOf(instrument?.tickSize ?? '0.1');
  useEffect(() => {
    const price = ticker?.mark ? `${formatNumber(ticker.mark, places)} ` : '';
    document.title = `${price}${selected} · Tenor`;
  }, [ticker?.mark, selected, places]);
  return (
    <div className="market-bar">
      <fieldset className="market-switch">
        <legend className="visually-hidden">Market</legend>
        {instruments.map(({ name, tickSize }) => (
          <button key={name} type="button" aria-pressed={name === selected} onClick={() => selectMarket(name)}>
            <span className="market-name">{name}</span>
            <span className={`market-price ${tone(change(tickers[name]))}`}>
              {formatNumber(tickers[name]?.last ?? tickers[name]?.mark, decimalsOf(tickSize))}
            </span>
          </button>
        ))}
      </fieldset>
      <dl className="figures">
        <Figure label="Mark">{formatNumber(ticker?.mark, places)}</Figure>
        <Figure label="Index">{formatNumber(ticker?.index, places)}</Figure>
        <Figure label="24 h change">
          <span className={tone(change(ticker))}>{formatPercent(change(ticker))}</span>
        </Figure>
        <Figure label="24 h high / low" className="figure-range">
          {formatNumber(ticker?.high24h, places)} <span className="dim">/</span> {formatNumber(ticker?.low24h, places)}
        </Figure>
        <Figure label={`24 h volume (${instrument?.base ?? ''})`}>{formatNumber(ticker?.volume24h, 3)}</Figure>
        <Figure label={`Open interest (${instrument?.base ?? ''})`}>{formatNumber(ticker?.openInterest, 3)}</Figure>
        <Figure label="Funding 1 h / next">
          <span className={tone(ticker?.fundingRate ?? null)}>{formatPercent(ticker?.fundingRate, 4)}</span>{' '}
          <Countdown until={ticker?.nextFundingAt ?? null} />
        </Figure>
      </dl>
    </div>
  );
}

interface FigureProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

function Figure({ label, className = '', children }: FigureProps) {
  return (
    <div className={`figure ${className}`}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Countdown({ until }: { readonly until: number | null }) {
  const now = useClock(1000);
  return <span className="dim">{until === null ? '–' : formatCountdown(until - now)}</span>;
}

function selectMarket(instrument: string): void {
  if (deskStore.state.instrument === instrument) return;
  deskStore.set({ instrument });
  editTicket({ price: '', size: '' });
  callExchange('select', { instrument }).catch((error) =>
    notifyFailure('market', `${instrument} cannot be shown`, error),
  );
}
