import { expiryDay, expiryMoment } from '../../model/expiries.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber } from '../../model/format.ts';
import { formatGreek } from '../../model/format-greek.ts';
import type { Instrument, Ticker } from '../../model/types.ts';
import { TimeLeft } from '../frame/time-left.tsx';

interface SeriesProps {
  readonly instrument: Instrument;
  readonly ticker: Ticker | null;
}

/** What a dated series is and where it stands, above its order form. */
export function TicketSeries({ instrument, ticker }: SeriesProps) {
  const { name, expiresAt, optionType, strike, base } = instrument;
  if (expiresAt === null) return null;
  const what =
    optionType === null || strike === null
      ? `${base} future`
      : `${base} ${formatNumber(strike, decimalsOf(strike))} ${optionType}`;
  return (
    <section className="ticket-series" aria-label={`Series ${name}`} data-testid="ticket-series">
      <header>
        <strong>{what}</strong>
        <span className="dim" title={`Expires ${expiryMoment(expiresAt)}, settled in cash`}>
          {expiryDay(expiresAt)} · <TimeLeft until={expiresAt} />
        </span>
      </header>
      {optionType === null ? null : <OptionTicker instrument={instrument} ticker={ticker} />}
    </section>
  );
}

function OptionTicker({ instrument: { tickSize }, ticker }: SeriesProps) {
  const places = decimalsOf(tickSize);
  const { greeks } = ticker ?? {};
  return (
    <dl className="series-figures">
      <Item label="Bid">
        <span className="buy">{formatNumber(ticker?.bid, places)}</span>
      </Item>
      <Item label="Mark">{formatNumber(ticker?.mark, places)}</Item>
      <Item label="Ask">
        <span className="sell">{formatNumber(ticker?.ask, places)}</span>
      </Item>
      <Item label="IV">{ticker?.markIv ? `${formatNumber(ticker.markIv, 1)} %` : '–'}</Item>
      <Item label="Delta">{formatGreek(greeks?.delta)}</Item>
      <Item label="Gamma">{formatGreek(greeks?.gamma)}</Item>
      <Item label="Vega">{formatGreek(greeks?.vega)}</Item>
      <Item label="Theta">{formatGreek(greeks?.theta)}</Item>
    </dl>
  );
}

function Item({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
