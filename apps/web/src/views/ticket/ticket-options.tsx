import { editTicket } from '../../data/desk-store.ts';
import type { TicketForm, TimeInForce } from '../../model/ticket.ts';

const TIMES: readonly { readonly id: TimeInForce; readonly label: string }[] = [
  { id: 'gtc', label: 'Good till cancelled' },
  { id: 'ioc', label: 'Immediate or cancel' },
  { id: 'fok', label: 'Fill or kill' },
];

/** Post-only, reduce-only and time in force. */
export function TicketOptions({ form }: { readonly form: TicketForm }) {
  return (
    <div className="ticket-options">
      {form.type === 'limit' ? (
        <label className="check">
          <input
            type="checkbox"
            checked={form.postOnly}
            onChange={(event) => editTicket({ postOnly: event.target.checked, timeInForce: 'gtc' })}
          />
          Post-only
        </label>
      ) : null}
      <label className="check">
        <input
          type="checkbox"
          checked={form.reduceOnly}
          onChange={(event) => editTicket({ reduceOnly: event.target.checked })}
        />
        Reduce-only
      </label>
      {form.type === 'limit' ? (
        <label className="inline-select ticket-tif">
          <span className="visually-hidden">Time in force</span>
          <select
            value={form.timeInForce}
            disabled={form.postOnly}
            onChange={(event) => editTicket({ timeInForce: event.target.value as TimeInForce })}
          >
            {TIMES.map(({ id, label }) => (
              <option key={id} value={id} title={label}>
                {id.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </div>
  );
}
