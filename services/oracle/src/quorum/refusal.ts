/** Why a signer does not sign. */
export type RefusalReason =
  | 'round-not-newer'
  | 'round-leaps'
  | 'time-goes-back'
  | 'time-in-the-future'
  | 'time-too-old'
  | 'malformed'
  | 'not-listed'
  | 'no-own-listing'
  | 'no-own-price'
  | 'index-deviates'
  | 'instrument-differs'
  | 'mark-out-of-bounds'
  | 'option-arbitrage'
  | 'scenario-prices'
  | 'settlement-not-due'
  | 'settlement-missing'
  | 'settlement-changed'
  | 'no-own-settlement'
  | 'settlement-deviates'
  | 'settlement-unseen';

export interface Refusal {
  readonly reason: RefusalReason;
  /** The same in words. */
  readonly detail: string;
}
