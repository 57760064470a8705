import type { Side } from '@tenor/sdk';

/** A position of the keeper. */
export interface Holding {
  /** Signed. */
  readonly lots: bigint;
  /** What one lot counts for in caps, µUSD: its mark, of an option the price of the underlying. */
  readonly worth: bigint;
}

/** An order of the keeper that rests to unwind a position. */
export interface RestingOrder {
  readonly orderId: string;
  readonly instrument: string;
  readonly side: Side;
  readonly ticks: bigint;
  readonly lots: bigint;
}

/** The keeper's own account as it decides by it. Money in µUSD. */
export interface OwnAccount {
  /** null where there is none: a dry run. */
  readonly account: number | null;
  readonly equity: bigint;
  readonly freeCollateral: bigint;
  readonly holdings: ReadonlyMap<string, Holding>;
  readonly resting: readonly RestingOrder[];
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** What all positions count for in caps, without regard to their sign, µUSD. */
export function grossNotional({ holdings }: Pick<OwnAccount, 'holdings'>): bigint {
  let sum = 0n;
  for (const { lots, worth } of holdings.values()) sum += magnitude(lots) * worth;
  return sum;
}
