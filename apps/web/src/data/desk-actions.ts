import type { Side } from '../model/types.ts';
import { deskStore, editTicket, notifyFailure } from './desk-store.ts';
import { callExchange } from './exchange-worker-port.ts';

/** Selects an instrument: the book, chart and ticket become its own. */
export function selectMarket(instrument: string): void {
  if (deskStore.state.instrument === instrument) return;
  deskStore.set({ instrument });
  editTicket({ price: '', size: '' });
  callExchange('select', { instrument }).catch((error) =>
    notifyFailure('market', `${instrument} cannot be shown`, error),
  );
}

/** Shows an instrument with its chart and book. */
export function openMarket(instrument: string): void {
  deskStore.set({ view: 'market' });
  selectMarket(instrument);
}

/** Shows an option chain. */
export function openChain(base: string | null, expiry: string | null): void {
  deskStore.set({ view: 'options', pane: 'chart', chainBase: base, chainExpiry: expiry });
}

/** Takes a quote of the chain into the ticket, which is then ready for a size. A quote that is not there leaves the price open. */
export function takeQuote(instrument: string, side: Side, price: string | null): void {
  selectMarket(instrument);
  editTicket({ type: 'limit', side, price: price ?? '', postOnly: false });
  deskStore.set({ pane: 'trade' });
  // After the ticket of this instrument is there.
  requestAnimationFrame(() => document.getElementById('ticket-size')?.focus({ preventScroll: true }));
}
