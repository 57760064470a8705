import { memo, useMemo, useState } from 'react';
import { deskStore, editTicket, notify, notifyFailure, useDesk } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber } from '../../model/format.ts';
import { type OrderDraft, readTicket, type TicketForm } from '../../model/ticket.ts';
import { Panel } from '../frame/panel.tsx';
import { Tabs } from '../frame/tabs.tsx';
import { NextStepButton } from './next-step-button.tsx';
import { SizeField } from './size-field.tsx';
import { TicketOptions } from './ticket-options.tsx';
import { TicketPreview } from './ticket-preview.tsx';

const ORDER_TYPES = [
  { id: 'limit', label: 'Limit' },
  { id: 'market', label: 'Market' },
] as const;

/** The order form of the selected market. */
export const OrderTicket = memo(function OrderTicket() {
  const form = useDesk('ticket');
  const selected = useDesk('instrument');
  const instrument = useFeed('instruments').find(({ name }) => name === selected);
  const ticker = useFeed('tickers')[selected] ?? null;
  const book = useFeed('book');
  const session = useFeed('session');
  const [sending, setSending] = useState(false);
  const reading = useMemo(
    () => (instrument ? readTicket(form, instrument, ticker, book?.instrument === selected ? book : null) : null),
    [form, instrument, ticker, book, selected],
  );
  if (!instrument || !reading)
    return (
      <Panel title="Order" area="ticket" pane="trade">
        <p className="empty">Waiting for the markets…</p>
      </Panel>
    );
  const problem = (field: string) => reading.problems.find((found) => found.field === field)?.message ?? null;
  const { draft } = reading;
  const submit = async () => {
    if (!draft) return;
    setSending(true);
    await placeOrder(draft, form);
    setSending(false);
  };
  return (
    <Panel title="Order" area="ticket" pane="trade">
      <form
        className="ticket"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <fieldset className="side-switch">
          <legend className="visually-hidden">Side</legend>
          {(['buy', 'sell'] as const).map((side) => (
            <button
              key={side}
              type="button"
              className={`side-${side}`}
              aria-pressed={form.side === side}
              onClick={() => editTicket({ side })}
            >
              {side === 'buy' ? 'Buy / Long' : 'Sell / Short'}
            </button>
          ))}
        </fieldset>
        <Tabs
          name="order-type"
          label="Order type"
          tabs={ORDER_TYPES}
          selected={form.type}
          onSelect={(type) => editTicket({ type })}
        />
        <div id="order-type-panel" role="tabpanel" className="ticket-fields">
          {form.type === 'limit' ? (
            <PriceField
              value={form.price}
              problem={problem('price')}
              mark={ticker?.mark ?? null}
              places={decimalsOf(instrument.tickSize)}
            />
          ) : (
            <div className="market-price-note">
              <span>Worst price</span>
              <strong>{formatNumber(draft?.price ?? null, decimalsOf(instrument.tickSize))}</strong>
              <p className="dim">At most 0.5 % beyond the best price. What cannot trade there is cancelled.</p>
            </div>
          )}
          <SizeField
            form={form}
            instrument={instrument}
            price={reading.expectedPrice ?? ticker?.mark ?? null}
            problem={problem('size')}
          />
          <TicketOptions form={form} />
          {problem('form') ? <p className="field-problem">{problem('form')}</p> : null}
          {session.status === 'open' ? (
            <button
              type="submit"
              className={`primary primary-${form.side}`}
              disabled={!draft || sending}
              data-testid="place-order"
            >
              {sending
                ? 'Sending…'
                : `${form.side === 'buy' ? 'Buy' : 'Sell'} ${draft?.size ?? ''} ${instrument.name}`.replace(
                    / {2}/g,
                    ' ',
                  )}
            </button>
          ) : (
            <NextStepButton />
          )}
          <TicketPreview
            instrument={instrument}
            draft={draft}
            expectedPrice={reading.expectedPrice}
            takes={reading.takes}
          />
        </div>
      </form>
    </Panel>
  );
});

interface PriceFieldProps {
  readonly value: string;
  readonly problem: string | null;
  readonly mark: string | null;
  readonly places: number;
}

function PriceField({ value, problem, mark, places }: PriceFieldProps) {
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

const OUTCOME: Record<string, (filled: string, size: string) => string> = {
  filled: (filled) => `Filled ${filled}.`,
  open: (filled, size) => (filled === '0' ? 'On the book.' : `Filled ${filled} of ${size}; the rest is on the book.`),
  cancelled: (filled, size) => `Filled ${filled} of ${size}; the rest is cancelled.`,
  expired: (filled, size) => `Filled ${filled} of ${size}; the rest has expired.`,
};

async function placeOrder(draft: OrderDraft, form: TicketForm): Promise<void> {
  const what = `${draft.side === 'buy' ? 'Buy' : 'Sell'} ${draft.size} ${draft.instrument}`;
  try {
    const { status, filled } = await callExchange('place', draft);
    notify({
      key: 'order',
      tone: 'good',
      title: `${what}: accepted`,
      detail: OUTCOME[status]?.(filled, draft.size) ?? null,
    });
    if (deskStore.state.ticket === form) editTicket({ size: '' });
  } catch (error) {
    notifyFailure('order', `${what}: refused`, error);
  }
}
