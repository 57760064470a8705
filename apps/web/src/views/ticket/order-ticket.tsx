import { memo, useMemo, useState } from 'react';
import { deskStore, editTicket, notify, notifyFailure, useDesk } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber, formatShare } from '../../model/format.ts';
import { marketSlippage, type OrderDraft, readTicket, type TicketForm } from '../../model/ticket.ts';
import { Panel } from '../frame/panel.tsx';
import { Tabs } from '../frame/tabs.tsx';
import { useClock } from '../frame/use-clock.ts';
import { ExpiredSeries } from './expired-series.tsx';
import { NextStepButton } from './next-step-button.tsx';
import { PriceField } from './price-field.tsx';
import { SizeField } from './size-field.tsx';
import { TicketOptions } from './ticket-options.tsx';
import { TicketPreview } from './ticket-preview.tsx';
import { TicketSeries } from './ticket-series.tsx';

const ORDER_TYPES = [
  { id: 'limit', label: 'Limit' },
  { id: 'market', label: 'Market' },
] as const;

const SIDE_TEXT = {
  buy: { linear: 'Buy / Long', option: 'Buy' },
  sell: { linear: 'Sell / Short', option: 'Sell' },
} as const;

/** The order form of the selected market. */
export const OrderTicket = memo(function OrderTicket() {
  const form = useDesk('ticket');
  const selected = useDesk('instrument');
  const instruments = useFeed('instruments');
  const instrument = instruments.find(({ name }) => name === selected);
  const ticker = useFeed('tickers')[selected] ?? null;
  const book = useFeed('book');
  const session = useFeed('session');
  const [sending, setSending] = useState(false);
  const now = useClock(1000);
  const reading = useMemo(
    () => (instrument ? readTicket(form, instrument, ticker, book?.instrument === selected ? book : null, now) : null),
    [form, instrument, ticker, book, selected, now],
  );
  if (!instrument || !reading)
    return (
      <Panel title="Order" area="ticket" pane="trade">
        {instruments.length === 0 ? (
          <p className="empty">Waiting for the markets…</p>
        ) : (
          <ExpiredSeries name={selected} />
        )}
      </Panel>
    );
  const isOption = instrument.kind === 'option';
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
        <TicketSeries instrument={instrument} ticker={ticker} />
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
              {SIDE_TEXT[side][isOption ? 'option' : 'linear']}
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
              instrument={instrument}
            />
          ) : (
            <div className="market-price-note">
              <span>Worst price</span>
              <strong>{formatNumber(draft?.price ?? null, decimalsOf(instrument.tickSize))}</strong>
              <p className="dim">
                At most {formatShare(marketSlippage(instrument))} beyond the best price. What cannot trade there is
                cancelled.
              </p>
            </div>
          )}
          <SizeField
            form={form}
            instrument={instrument}
            price={reading.expectedPrice ?? ticker?.mark ?? null}
            ticker={ticker}
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
