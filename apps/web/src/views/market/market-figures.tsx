import Decimal from 'decimal.js';
import type { ReactNode } from 'react';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatCountdown, formatNumber, formatPercent, signOf } from '../../model/format.ts';
import type { Instrument, Ticker } from '../../model/types.ts';
import { TimeLeft } from '../frame/time-left.tsx';
import { useClock } from '../frame/use-clock.ts';

interface FiguresProps {
  readonly instrument: Instrument | undefined;
  readonly ticker: Ticker | undefined;
}

/** Change over 24 hours as a fraction of the price then. */
export const dayChange = (ticker: Ticker | undefined): string | null =>
  ticker?.open24h && ticker.last ? new Decimal(ticker.last).div(ticker.open24h).minus(1).toString() : null;

export const tone = (value: string | null): string => ['sell', '', 'buy'][signOf(value) + 1] ?? '';

/** The figures of the selected market: those that its kind has. */
export function MarketFigures({ instrument, ticker }: FiguresProps) {
  const places = decimalsOf(instrument?.tickSize ?? '0.1');
  const base = instrument?.base ?? '';
  const isOption = instrument?.kind === 'option';
  return (
    <dl className="figures">
      <Figure label="Mark">{formatNumber(ticker?.mark, places)}</Figure>
      <Figure label="Index">{formatNumber(ticker?.index, places)}</Figure>
      {isOption ? <OptionFigures ticker={ticker} /> : <DayFigures ticker={ticker} places={places} />}
      {instrument?.expiresAt ? (
        <Figure label="Expires in">
          <TimeLeft until={instrument.expiresAt} />
        </Figure>
      ) : null}
      {instrument?.kind === 'future' ? (
        <Figure label="Basis a year">{formatPercent(yearlyBasis(instrument, ticker))}</Figure>
      ) : null}
      <Figure label={`24 h volume (${base})`}>{formatNumber(ticker?.volume24h, 3)}</Figure>
      <Figure label={`Open interest (${base})`}>{formatNumber(ticker?.openInterest, 3)}</Figure>
      {instrument?.kind === 'perpetual' ? (
        <Figure label="Funding 1 h / next">
          <span className={tone(ticker?.fundingRate ?? null)}>{formatPercent(ticker?.fundingRate, 4)}</span>{' '}
          <Countdown until={ticker?.nextFundingAt ?? null} />
        </Figure>
      ) : null}
    </dl>
  );
}

function DayFigures({ ticker, places }: { readonly ticker: Ticker | undefined; readonly places: number }) {
  const change = dayChange(ticker);
  return (
    <>
      <Figure label="24 h change">
        <span className={tone(change)}>{formatPercent(change)}</span>
      </Figure>
      <Figure label="24 h high / low" className="figure-range">
        {formatNumber(ticker?.high24h, places)} <span className="dim">/</span> {formatNumber(ticker?.low24h, places)}
      </Figure>
    </>
  );
}

function OptionFigures({ ticker }: { readonly ticker: Ticker | undefined }) {
  return (
    <>
      <Figure label="IV">{ticker?.markIv ? `${formatNumber(ticker.markIv, 1)} %` : '–'}</Figure>
      <Figure label="Delta">{formatNumber(ticker?.greeks?.delta, 3)}</Figure>
    </>
  );
}

const YEAR_MS = 365 * 24 * 3_600_000;

/** What a future's mark is above the index, as a fraction a year. */
function yearlyBasis({ expiresAt }: Instrument, ticker: Ticker | undefined): string | null {
  const left = (expiresAt ?? 0) - Date.now();
  if (!ticker?.mark || !ticker.index || left <= 0) return null;
  return new Decimal(ticker.mark).div(ticker.index).minus(1).times(YEAR_MS).div(left).toString();
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
