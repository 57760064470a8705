import { cashIndicesOf, type ExchangeState, pendingCash } from '../../src/index.ts';

/** All money of the exchange, µUSD × 2^24 and exact: collateral, the cash that positions have earned since their snapshots, and the house. */
export function exactMoney(state: ExchangeState): bigint {
  const { feePool, insuranceFund } = state.house;
  let money = (feePool + insuranceFund) << 24n;
  for (const { collateral, positions } of state.accounts.values())
    money += (collateral << 24n) + pendingCash(positions, cashIndicesOf(state));
  return money;
}

/** Sum of all positions by instrument that anybody holds, lots. */
export function netPositions({ accounts }: ExchangeState): Map<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const { positions } of accounts.values()) {
    for (const { instrument, size } of positions)
      if (size !== 0n) sums.set(instrument, (sums.get(instrument) ?? 0n) + size);
  }
  return sums;
}
