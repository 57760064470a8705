import { BITS } from '../parameters.ts';
import { type Account, emptyPosition, type Position } from '../state/account.ts';
import type { ExchangeState, SettledInstrument } from '../state/exchange-state.ts';

const FRACTION = BigInt(BITS.cashIndexFraction);

/** Cash paid to one lot of each side since listing, µUSD × 2^24, signed: of a listed instrument or of an expired one. */
export type CashIndices = SettledInstrument;

/** Looks up the cash indices of an instrument. */
export type CashIndicesOf = (instrument: number) => CashIndices;

/** The cash index of the side a size is on (zero counts as long). */
export const sideIndex = (indices: CashIndices, size: bigint): bigint =>
  size >= 0n ? indices.indexLong : indices.indexShort;

/** Cash the positions have earned since their snapshots, µUSD × 2^24, signed and exact. */
export function pendingCash(positions: readonly Position[], indicesOf: CashIndicesOf): bigint {
  let pending = 0n;
  for (const { instrument, size, snapshot } of positions) {
    if (size !== 0n) pending += size * (sideIndex(indicesOf(instrument), size) - snapshot);
  }
  return pending;
}

/** Splits pending cash into whole µUSD, rounded toward −∞ for the account, and the remainder (24 bits). */
export const wholeCash = (pending: bigint): { cash: bigint; remainder: bigint } => ({
  cash: pending >> FRACTION,
  remainder: pending & ((1n << FRACTION) - 1n),
});

/** Whether the account holds a position in an expired instrument. */
export const holdsExpired = (account: Pick<Account, 'positions'>, settled: ExchangeState['settled']): boolean =>
  account.positions.some(({ instrument, size }) => size !== 0n && settled.has(instrument));

/**
 * Pays pending cash into the collateral, takes new snapshots and removes positions in expired instruments, in place. Returns the µUSD paid.
 */
export function settle(account: Account, indicesOf: CashIndicesOf, settled: ExchangeState['settled']): bigint {
  const { cash } = wholeCash(pendingCash(account.positions, indicesOf));
  account.collateral += cash;
  account.positions.forEach((position, place) => {
    if (position.size === 0n) return;
    if (settled.has(position.instrument)) account.positions[place] = emptyPosition();
    else position.snapshot = sideIndex(indicesOf(position.instrument), position.size);
  });
  return cash;
}
