import type { SignedInstruction } from '@tenor/protocol';
import type { OrderType, SelfTradePrevention, TimeInForce } from './commands.ts';

export type OrderStatus = 'open' | 'filled' | 'cancelled' | 'expired';

/** Why an order is no longer open. */
export type CancelReason =
  | 'user'
  | 'cancel_all'
  | 'cancel_for_good'
  | 'expired'
  | 'ioc_remainder'
  | 'self_trade'
  | 'margin'
  | 'reduce_only'
  | 'price_band'
  | 'post_only_would_cross'
  | 'too_many_positions'
  | 'open_interest_cap'
  | 'liquidation'
  | 'rule';

/** One order from its placement on. Sizes in lots, prices in µUSD per lot, quote and fee in µUSD, times in Unix ms. */
export interface Order {
  /** Engine sequence of the command that placed it; never reused. */
  readonly id: number;
  readonly account: number;
  readonly instrument: number;
  /** 0 buys, 1 sells. */
  readonly side: 0 | 1;
  /** The latest revision. */
  readonly signed: SignedInstruction;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly stp: SelfTradePrevention;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly clientId: string | null;
  readonly label: string | null;
  readonly price: bigint;
  /** Lots this order is good for: the signed size less what its slot had filled before the order was placed. */
  readonly size: bigint;
  /** Lots its slot had filled before the order was placed; 0 unless a generation is used again. */
  readonly filledBefore: bigint;
  readonly filled: bigint;
  /** Lots still working; 0 once the order is not open. */
  readonly remaining: bigint;
  /** Sum of price × lots over the fills. */
  readonly filledQuote: bigint;
  readonly fee: bigint;
  readonly status: OrderStatus;
  readonly reason: CancelReason | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Engine sequence of the last change. */
  readonly engineSeq: number;
  /** The batch of its latest fill; null while nothing has filled. */
  readonly batch: number | null;
}
