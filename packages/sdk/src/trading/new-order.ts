import type { OrderType, SelfTradePrevention, Side, TimeInForce } from '../api-types.ts';

interface OrderChoices {
  readonly instrument: string;
  readonly side: Side;
  readonly type?: OrderType;
  /** gtc unless given; a market order is ioc. */
  readonly timeInForce?: TimeInForce;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  /** At most 36 characters; one is made unless given, so that an order with an unknown outcome can be looked up. */
  readonly clientId?: string;
  readonly label?: string;
  readonly stp?: SelfTradePrevention;
  /** Unix seconds. Seven days ahead unless given; ten minutes for ioc and fok. */
  readonly expiry?: number;
  /** Unix milliseconds: refused when it arrives later. */
  readonly validUntil?: number;
  /** µUSD per lot. */
  readonly maxFeePerLot?: bigint;
  /** USD for one unit of the underlying: makes the fee limit of an option no larger than its fee can be. */
  readonly indexPrice?: string;
}

/** An order in what people write: USD and units of the underlying, as decimal text. */
export interface NewOrder extends OrderChoices {
  /** Limit, or the worst price of a market order. */
  readonly price: string;
  readonly size: string;
}

/** The same in integers. */
export interface NewOrderInTicks extends OrderChoices {
  readonly limitTicks: bigint;
  readonly lots: bigint;
}

const DAY_SECONDS = 86_400;
const IMMEDIATE_SECONDS = 600;

/** How long an order may live. @param nowSeconds Unix seconds */
export function expiryOf(order: OrderChoices, nowSeconds: number): number {
  if (order.expiry !== undefined) return order.expiry;
  const isImmediate = order.type === 'market' || order.timeInForce === 'ioc' || order.timeInForce === 'fok';
  return nowSeconds + (isImmediate ? IMMEDIATE_SECONDS : 7 * DAY_SECONDS);
}
