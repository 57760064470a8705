import { BITS } from '../parameters.ts';
import type { Account, Position } from '../state/account.ts';
import type { Market } from '../state/market.ts';

const FRACTION = BigInt(BITS.cashIndexFraction);

/** The cash index of the side a size is on (zero counts as long). */
export const sideIndex = (market: Pick<Market, 'indexLong' | 'indexShort'>, size: bigint): bigint =>
  size >= 0n ? market.indexLong : market.indexShort;

/** Cash the positions have earned since their snapshots, µUSD × 2^24, signed and exact. */
export function pendingCash(positions: readonly Position[], marketOf: (instrument: number) => Market): bigint {
  let pending = 0n;
  for (const { instrument, size, snapshot } of positions) {
    if (size !== 0n) pending += size * (sideIndex(marketOf(instrument), size) - snapshot);
  }
  return pending;
}

/** Splits pending cash into whole µUSD, rounded toward −∞ for the account, and the remainder (24 bits). */
export const wholeCash = (pending: bigint): { cash: bigint; remainder: bigint } => ({
  cash: pending >> FRACTION,
  remainder: pending & ((1n << FRACTION) - 1n),
});

/** Pays pending cash into the collateral and takes new snapshots, in place. Returns the µUSD paid. */
export function settle(account: Account, marketOf: (instrument: number) => Market): bigint {
  const { cash } = wholeCash(pendingCash(account.positions, marketOf));
  account.collateral += cash;
  for (const position of account.positions) {
    if (position.size !== 0n) position.snapshot = sideIndex(marketOf(position.instrument), position.size);
  }
  return cash;
}
