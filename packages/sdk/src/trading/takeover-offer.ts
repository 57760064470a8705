import type { Side } from '../api-types.ts';

/** An offer to take over a position of an account below maintenance margin, in integers. */
export interface TakeoverOffer {
  /** The account to liquidate. */
  readonly account: number;
  readonly instrument: string;
  /** `buy` where the account is long. */
  readonly side: Side;
  /** The most to take; no more than is needed is taken. */
  readonly lots: bigint;
  /** The worst price to accept; the exchange's keeper price is what is paid. */
  readonly limitTicks: bigint;
  readonly reduceOnly?: boolean;
  /** Unix seconds; ten minutes ahead unless given. */
  readonly expiry?: number;
  /** Unix milliseconds: refused when it arrives later. */
  readonly validUntil?: number;
  /** µUSD per lot. Nothing is charged, but it must cover the taker fee. */
  readonly maxFeePerLot?: bigint;
}
