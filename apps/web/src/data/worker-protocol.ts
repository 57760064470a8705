import type { MarginAnswer, MarginQuestion } from '../model/margin-question.ts';
import type { OrderDraft } from '../model/ticket.ts';
import type { FeedPatch } from './feed-state.ts';

/** What the page may ask of the worker, with parameters and result. */
export interface WorkerCalls {
  /** Opens the connection; must be the first call. */
  start: { params: { origin: string; instrument: string }; result: null };
  select: { params: { instrument: string }; result: null };
  /** Shows the chain of an expiry such as 27MAR26, or none. */
  chain: { params: { chain: { base: string; expiry: string } | null }; result: null };
  /** The EIP-712 message whose signature the trading key is derived from. */
  keyRequest: { params: { chainId: number; exchange: string }; result: KeyRequest };
  /** Derives the trading key from the owner's EIP-712 signature and keeps it in the worker. */
  unlock: { params: { owner: string; signature: string }; result: { x: string; y: string } };
  /** Looks the owner's account up and logs in; null when there is none yet. */
  login: { params: { owner: string }; result: { accountId: number } | null };
  logout: { params: null; result: null };
  place: { params: OrderDraft; result: { orderId: string; status: string; filled: string } };
  cancel: { params: { orderId: string }; result: null };
  cancelAll: { params: null; result: { cancelled: number } };
  withdraw: { params: { amount: string }; result: null };
  /** Asks what an order or a margin mode would make of the margin; changes nothing. */
  previewMargin: { params: MarginQuestion; result: MarginAnswer };
  /** `standard`, or `portfolio:` and an underlying. */
  setMarginMode: { params: { mode: string }; result: null };
}

/** Typed data as viem's signTypedData takes it, in plain JSON. */
export interface KeyRequest {
  readonly domain: Record<string, unknown>;
  readonly types: Record<string, readonly { readonly name: string; readonly type: string }[]>;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
}
export type WorkerMethod = keyof WorkerCalls;

/** A refusal in the exchange's own words, as it crosses the worker boundary. */
export interface CallFailure {
  readonly code: number | null;
  readonly name: string;
  readonly message: string;
}

export type ToWorker =
  | { readonly type: 'call'; readonly id: number; readonly method: WorkerMethod; readonly params: unknown }
  /** The page has painted the last frame and can take another one. */
  | { readonly type: 'ready' };

export type FromWorker =
  /** The worker listens; what was posted before is lost, because its modules load asynchronously. */
  | { readonly type: 'listening' }
  | { readonly type: 'frame'; readonly patch: FeedPatch }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: CallFailure };
