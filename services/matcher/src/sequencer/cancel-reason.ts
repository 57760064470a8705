import type { ErrorName } from '@tenor/protocol';
import type { CancelReason } from './order.ts';

const REASONS: Partial<Record<ErrorName, CancelReason>> = {
  MARGIN: 'margin',
  REDUCE_ONLY: 'reduce_only',
  MARKET_REDUCE_ONLY: 'reduce_only',
  PRICE_BAND: 'price_band',
  SELF_TRADE: 'self_trade',
  EXPIRED: 'expired',
  TOO_MANY_POSITIONS: 'too_many_positions',
  OPEN_INTEREST_CAP: 'open_interest_cap',
  SLOT_DEAD: 'cancel_for_good',
  GENERATION_DEAD: 'cancel_all',
};

/** The reason of an order's end where a rule refused to go on with it. */
export const cancelReasonOf = (error: ErrorName): CancelReason => REASONS[error] ?? 'rule';
