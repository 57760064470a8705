import type { CircuitSize } from '../parameters.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { MarketTerms } from './market.ts';

/** ceil(percent / 100 · 2^20) */
const rate = (percent: bigint): bigint => (percent * 2n ** 20n + 99n) / 100n;

/** 1 % more margin for each $1M of notional: 0.01 / 10^12 µUSD in 2^-56, rounded up. */
const SLOPE_RATE = (2n ** 56n + 10n ** 14n - 1n) / 10n ** 14n;

const perpetual = (instrument: number, underlying: number, openInterestCap: bigint): MarketTerms => ({
  instrument,
  kind: 1,
  underlying,
  status: 1,
  strike: 0n,
  expiryHour: 0,
  imRate: rate(5n),
  slopeRate: SLOPE_RATE,
  bandRate: rate(5n),
  fundingCapRate: (4n * 2n ** 24n) / 100n,
  openInterestCap,
  floorRate: 0n,
});

/** Terms of the instruments listed from the start, in the order of their market rows: BTC-PERP (0.0001 BTC a lot) and ETH-PERP (0.001 ETH). */
export const GENESIS_TERMS: readonly MarketTerms[] = [perpetual(1, 1, 100_000_000n), perpetual(2, 2, 200_000_000n)];

/**
 * The state before the first batch: no accounts, no money, the first instruments.
 * @param hour Unix hours of the deployment: funding is due from then on
 */
export function genesisState(size: CircuitSize, hour: number): ExchangeState {
  return {
    accounts: new Map(),
    markets: Array.from({ length: size.M }, (_, row) => {
      const terms = GENESIS_TERMS[row];
      return terms
        ? { ...terms, indexLong: 0n, indexShort: 0n, openInterest: 0n, lastMark: 0n, lastFundingHour: hour }
        : null;
    }),
    house: { feePool: 0n, insuranceFund: 0n },
    settled: new Map(),
  };
}
