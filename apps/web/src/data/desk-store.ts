import { refusalText } from '../model/refusal-text.ts';
import { EMPTY_TICKET, type TicketForm } from '../model/ticket.ts';
import { Store, useMember } from './store.ts';

export type Dialog = 'connect' | 'deposit' | 'withdraw' | 'margin-mode' | null;
export type Pane = 'chart' | 'book' | 'trade' | 'account';
/** What fills the middle of the desk. */
export type DeskView = 'market' | 'options';
export type BlotterTab = 'positions' | 'settlements' | 'orders' | 'history' | 'transfers' | 'batches';

/** A short message to the person; the newest replaces an older one with the same key. */
export interface Notice {
  readonly key: string;
  readonly tone: 'info' | 'good' | 'bad';
  readonly title: string;
  readonly detail: string | null;
}

/** What the person is doing at this desk: nothing here comes from the exchange. */
export interface DeskState {
  readonly view: DeskView;
  readonly instrument: string;
  /** The chain that is shown; the next expiry of the first underlying until the person chooses. */
  readonly chainBase: string | null;
  readonly chainExpiry: string | null;
  readonly ticket: TicketForm;
  readonly dialog: Dialog;
  /** The pane shown on a small screen. */
  readonly pane: Pane;
  readonly blotter: BlotterTab;
  /** Batch the person followed a link to. */
  readonly batch: number | null;
  readonly notices: readonly Notice[];
}

export const deskStore = new Store<DeskState>({
  view: 'market',
  instrument: 'BTC-PERP',
  chainBase: null,
  chainExpiry: null,
  ticket: EMPTY_TICKET,
  dialog: null,
  pane: 'chart',
  blotter: 'positions',
  batch: null,
  notices: [],
});

export const useDesk = <Member extends keyof DeskState>(member: Member): DeskState[Member] =>
  useMember(deskStore, member);

export const editTicket = (patch: Partial<TicketForm>): void =>
  deskStore.set({ ticket: { ...deskStore.state.ticket, ...patch } });

export const openDialog = (dialog: Dialog): void => deskStore.set({ dialog });

/** Shows a notice for eight seconds, errors until they are dismissed. */
export function notify(notice: Notice): void {
  deskStore.set({ notices: [...deskStore.state.notices.filter(({ key }) => key !== notice.key), notice].slice(-4) });
  if (notice.tone !== 'bad') setTimeout(() => dismiss(notice), 8000);
}

export const dismiss = (notice: Notice): void =>
  deskStore.set({ notices: deskStore.state.notices.filter((shown) => shown !== notice) });

/** Shows a failure with its number, so that it can be looked up in the docs. */
export function notifyFailure(key: string, title: string, error: unknown): void {
  const { message, code } = error as { message?: string; code?: unknown };
  const number = typeof code === 'number' && code >= 10000 ? ` (error ${code})` : '';
  const text = refusalText(code) ?? message ?? String(error);
  notify({ key, tone: 'bad', title, detail: `${text}${number}` });
}
