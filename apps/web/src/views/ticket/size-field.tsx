import Decimal from 'decimal.js';
import { editTicket } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatUsd } from '../../model/format.ts';
import { isMarginedTogether } from '../../model/margin-mode.ts';
import { largestSize, type SizingContext, shareOfLargest } from '../../model/sizing.ts';
import type { TicketForm } from '../../model/ticket.ts';
import type { Instrument, Ticker } from '../../model/types.ts';

interface SizeFieldProps {
  readonly form: TicketForm;
  readonly instrument: Instrument;
  readonly price: string | null;
  readonly ticker: Ticker | null;
  readonly problem: string | null;
}

const STOPS = [25, 50, 75, 100];
const SCENARIOS = 'In portfolio margin the slider goes as far as the position: what opens is judged by scenarios.';

/** Size in base units, with a slider over what the free collateral carries. */
export function SizeField({ form, instrument, price, ticker, problem }: SizeFieldProps) {
  const account = useFeed('account');
  const position = useFeed('positions').find((held) => held.instrument === instrument.name);
  const context: SizingContext | null =
    account && price && ticker?.mark && ticker.index
      ? {
          instrument,
          price,
          mark: ticker.mark,
          index: ticker.index,
          side: form.side,
          freeCollateral: account.freeCollateral,
          position: position?.size ?? '0',
          reduceOnly: form.reduceOnly,
          byScenarios: isMarginedTogether(account, instrument),
        }
      : null;
  const largest = context ? largestSize(context) : new Decimal(0);
  const size = /^\d*\.?\d+$/.test(form.size) ? new Decimal(form.size) : new Decimal(0);
  const percent = largest.isZero() ? 0 : Math.min(100, size.div(largest).times(100).toDecimalPlaces(0).toNumber());
  const setShare = (value: number) =>
    context && editTicket({ size: value === 0 ? '' : shareOfLargest(context, value) });
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor="ticket-size">Size</label>
        <span className="dim">
          {price && !size.isZero() ? `≈ ${formatUsd(size.times(price))} USD` : `Lot ${instrument.lotSize}`}
        </span>
      </div>
      <div className="input-box" data-invalid={problem !== null}>
        <input
          id="ticket-size"
          inputMode="decimal"
          autoComplete="off"
          placeholder="0"
          value={form.size}
          aria-invalid={problem !== null}
          aria-describedby="ticket-size-problem"
          onChange={(event) => editTicket({ size: event.target.value })}
        />
        <span className="unit">{instrument.base}</span>
      </div>
      <div className="slider" title={context?.byScenarios ? SCENARIOS : undefined}>
        <input
          type="range"
          min={0}
          max={100}
          step={1}
          value={percent}
          disabled={largest.isZero()}
          aria-label="Share of the largest size"
          aria-valuetext={`${percent} %`}
          style={{ backgroundSize: `${percent}% 100%` }}
          onChange={(event) => setShare(Number(event.target.value))}
        />
        <div className="slider-stops">
          {STOPS.map((stop) => (
            <button key={stop} type="button" disabled={largest.isZero()} onClick={() => setShare(stop)}>
              {stop} %
            </button>
          ))}
        </div>
      </div>
      <p id="ticket-size-problem" className="field-problem">
        {problem}
      </p>
    </div>
  );
}
