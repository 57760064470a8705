import { notify, notifyFailure } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { feedStore } from '../../data/feed-store.ts';
import { EMPTY_TICKET, readTicket } from '../../model/ticket.ts';
import type { Position } from '../../model/types.ts';

/** Closes a position with a reduce-only market order. */
export async function closePosition({ instrument: name, size }: Position): Promise<void> {
  const { instruments, tickers, book } = feedStore.state;
  const instrument = instruments.find((found) => found.name === name);
  if (!instrument) return;
  const form = {
    ...EMPTY_TICKET,
    side: size.startsWith('-') ? ('buy' as const) : ('sell' as const),
    type: 'market' as const,
    size: size.replace('-', ''),
    reduceOnly: true,
  };
  const shown = book?.instrument === name ? book : null;
  const { draft, problems } = readTicket(form, instrument, tickers[name] ?? null, shown, Date.now());
  try {
    if (!draft) throw new Error(problems[0]?.message ?? 'There is no price to close at.');
    const { filled } = await callExchange('place', draft);
    notify({
      key: 'close',
      tone: 'good',
      title: `Close ${name}: accepted`,
      detail: `Filled ${filled} of ${draft.size}.`,
    });
  } catch (error) {
    notifyFailure('close', `Close ${name}: refused`, error);
  }
}
