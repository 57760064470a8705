import { STANDARD_MODE } from '@tenor/protocol';
import { seededRandom } from '../../../apps/market-maker/src/seeded-random.ts';
import type { ListedSeries } from '../listed-series.ts';
import type { Member } from './population.ts';

const USD = 1_000_000n;
const WALLETS = 5;
const LEAST_DOLLARS = 3_000;
const DOLLAR_STEPS = 7;
const DOLLAR_STEP = 500;

/** The dated instruments of a crash, all of ETH, which expire in the middle of it. */
export interface CrashSeries {
  readonly put: ListedSeries;
  readonly call: ListedSeries;
  readonly future: ListedSeries;
}

/** Leverage in tenths, underlying at the index for the deposit: a short option at the money may have 6.6 times at 15 %, a future 20. */
const SELLERS = [
  { what: 'put', side: 'sell', leverage: [56, 6], count: 4 },
  { what: 'put', side: 'sell', leverage: [10, 8], count: 1 },
  { what: 'call', side: 'sell', leverage: [54, 8], count: 2 },
  { what: 'call', side: 'sell', leverage: [10, 8], count: 1 },
  { what: 'future', side: 'buy', leverage: [120, 40], count: 1 },
] as const;

/** Accounts that sell options, most of them on credit, and one that is long the future: the same seed gives the same. */
export function optionSellers(seed: number, series: CrashSeries): Member[] {
  const random = seededRandom(seed + 1);
  const kinds = SELLERS.flatMap((seller) => Array.from({ length: seller.count }, () => seller));
  return kinds.map(({ what, side, leverage: [least, steps] }, index) => ({
    name: `${what} ${side === 'sell' ? 'seller' : 'buyer'} ${index + 1}`,
    wallet: index % WALLETS,
    // After the keys of the population, which has at most ten a wallet.
    keyIndex: 10 + Math.floor(index / WALLETS),
    deposit: BigInt(LEAST_DOLLARS + DOLLAR_STEP * (random() % DOLLAR_STEPS)) * USD,
    instrument: series[what].scale.name,
    side,
    leverageTenths: BigInt(least + (random() % steps)),
    entry: 'before' as const,
    marginMode: STANDARD_MODE,
    hedges: [],
  }));
}
