import type { Offer } from './offer-plan.ts';
import type { OwnAccount, RestingOrder } from './own-account.ts';
import type { UnwindOrder } from './unwind-plan.ts';

/** Where the keeper's decisions go: a real account, or the log. */
export interface Desk {
  readonly account: number | null;
  read(): Promise<OwnAccount>;
  /** Lots taken over. Rejects with the ApiError of a refusal. */
  takeOver(offer: Offer): Promise<bigint>;
  unwind(instrument: string, order: UnwindOrder): Promise<void>;
  cancel(order: RestingOrder): Promise<void>;
  cancelAll(): Promise<void>;
}
