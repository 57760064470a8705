import { editTicket } from '../../data/desk-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber } from '../../model/format.ts';
import { nearestTick } from '../../model/ticket.ts';
import type { Instrument } from '../../model/types.ts';

interface PriceFieldProps {
  readonly value: string;
  readonly problem: string | null;
  readonly mark: string | null;
  readonly instrument: Instrument;
}

/** The limit price, with a button that takes the mark. */
export function PriceField({ value, problem, mark, instrument }: PriceFieldProps) {
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor="ticket-price">Price</label>
        <button
          type="button"
          className="text-button"
          disabled={!mark}
          onClick={() => mark && editTicket({ price: nearestTick(mark, instrument) })}
        >
          Mark {formatNumber(mark, decimalsOf(instrument.tickSize))}
        </button>
      </div>
      <div className="input-box" data-invalid={problem !== null}>
        <input
          id="ticket-price"
          inputMode="decimal"
          autoComplete="off"
          placeholder="0"
          value={value}
          aria-invalid={problem !== null}
          aria-describedby="ticket-price-problem"
          onChange={(event) => editTicket({ price: event.target.value })}
        />
        <span className="unit">USD</span>
      </div>
      <p id="ticket-price-problem" className="field-problem">
        {problem}
      </p>
    </div>
  );
}
