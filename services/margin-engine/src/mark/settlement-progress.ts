/** How far the settlement price of an expiry is known for one underlying: what was averaged so far, or the price itself. */
export type SettlementProgress =
  | { readonly fixed: bigint }
  /** Sum of the index prices (µUSD per lot) of the seconds seen, and their number. */
  | { readonly sum: bigint; readonly seconds: number };

/** What an expiry will settle at, seen from now: the forward of the settlement price, and for how long it still varies as an index does. */
export interface ExpectedSettlement {
  /** µUSD per lot, at least 1. */
  readonly forward: bigint;
  /** Seconds of the index's variance that are left in the average. */
  readonly varianceSeconds: number;
}

/**
 * The settlement price is an average, so within the window ever more of it is known, and before the window a third of the window counts: the average of a random
 * walk over W seconds has W/3 seconds of its variance. With c seconds averaged and T to come, forward = (sum + T·F) / (c + T) and variance = (T / (c + T))² · T/3.
 * @param forward forward of the index, µUSD per lot
 * @param remaining seconds until the expiry, not positive once it has come
 */
export function expectedSettlement(
  progress: SettlementProgress,
  forward: bigint,
  remaining: number,
  windowSeconds: number,
): ExpectedSettlement {
  if ('fixed' in progress) return { forward: progress.fixed, varianceSeconds: 0 };
  const { sum, seconds } = progress;
  if (remaining >= windowSeconds) return { forward, varianceSeconds: remaining - (2 * windowSeconds) / 3 };
  const left = Math.max(remaining, 0);
  if (seconds + left === 0) return { forward, varianceSeconds: 0 };
  const all = BigInt(seconds + left);
  const share = left / (seconds + left);
  return { forward: (sum + BigInt(left) * forward) / all, varianceSeconds: (share * share * left) / 3 };
}
