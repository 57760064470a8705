import type { Effects } from '../batch/effects.ts';
import type { OracleRound } from '../batch/plan.ts';
import { TenorError } from '../errors.ts';
import { isDated, payoff } from '../margin/market-figures.ts';
import { BITS } from '../parameters.ts';
import type { SettledInstrument } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';

const SECONDS_PER_HOUR = 3600;

/** Whether trading in the instrument has ended. */
export const hasExpired = (market: Pick<Market, 'kind' | 'expiryHour'>, nowSeconds: number): boolean =>
  isDated(market) && market.expiryHour * SECONDS_PER_HOUR <= nowSeconds;

/** The last cash indices of an instrument: one step of its payoff at the settlement price (µUSD per lot) on both sides. */
export function finalIndices(market: Market, settlementPrice: bigint): SettledInstrument {
  const step = payoff(market, settlementPrice) << BigInt(BITS.cashIndexFraction);
  return { indexLong: market.indexLong + step, indexShort: market.indexShort + step };
}

/** Ends an instrument at the settlement price that a round carries for its hour. Throws EXPIRY_REFUSED. */
export function expire(market: Market, row: number, round: OracleRound): Effects {
  const due = hasExpired(market, round.time) && round.settlementHour === market.expiryHour;
  if (!due) throw new TenorError('EXPIRY_REFUSED', { param: 'row' });
  return { accounts: [], rows: [], fees: 0n, expiry: row };
}
