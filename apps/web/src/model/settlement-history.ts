import { expiryPayoff } from './option-payoff.ts';
import type { OwnSettlement, Settlement } from './types.ts';

/** An expired series with what it paid, and what the account got of it. */
export interface SettledSeries extends Settlement {
  /** USD per base unit. */
  readonly payoff: string;
  readonly own: OwnSettlement | null;
}

/** Expired series, latest first; those that the account held come before the others of the same expiry. */
export function settlementHistory(
  settlements: readonly Settlement[],
  own: readonly OwnSettlement[],
): readonly SettledSeries[] {
  const byName = new Map(own.map((settlement) => [settlement.instrument, settlement]));
  const series = settlements.map((settlement) => ({
    ...settlement,
    payoff: expiryPayoff(settlement.optionType, settlement.strike, settlement.price),
    own: byName.get(settlement.instrument) ?? null,
  }));
  return series.sort((a, b) => b.expiresAt - a.expiresAt || Number(b.own !== null) - Number(a.own !== null));
}
