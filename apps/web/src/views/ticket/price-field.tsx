import { editTicket } from '../../data/desk-store.ts';
import { formatNumber } from '../../model/format.ts';

interface PriceFieldProps {
  readonly value: string;
  readonly problem: string | null;
  readonly mark: string | null;
  readonly places: number;
}

/** The limit price, with a button that takes the mark. */
export function PriceField({ value, problem, mark, places }: PriceFieldProps) {
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor="ticket-price">Price</label>
        <button
          type="button"
          className="text-button"
          disabled={!mark}
          onClick={() => mark && editTicket({ price: mark })}
        >
          Mark {formatNumber(mark, places)}
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
