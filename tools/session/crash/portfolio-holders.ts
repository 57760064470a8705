import { seededRandom } from '../../../apps/market-maker/src/seeded-random.ts';
import type { CrashSeries } from './option-sellers.ts';
import type { Hedge, Member } from './population.ts';

const USD = 1_000_000n;
const WALLETS = 5;
const LEAST_DOLLARS = 2_000;
const DOLLAR_STEPS = 5;
const DOLLAR_STEP = 250;
/** After the keys of the population and of the option sellers. */
const FIRST_KEY = 20;
const ETH = 2;

/** A portfolio of ETH: a first leg, and others in tenths of its lots. */
interface Portfolio {
  readonly name: string;
  readonly first: Omit<Hedge, 'tenths'>;
  readonly hedges: readonly Hedge[];
  /** In tenths: underlying of the first leg at the index, for the deposit; from, and how many above. */
  readonly leverage: readonly [least: number, steps: number];
  readonly count: number;
}

/**
 * What is held in portfolio margin. A straddle at the money may have 5.3 times its deposit by scenarios and 3.3 times by standard margin; a fall by a tenth brings it
 * and the covered call below maintenance margin, one by a fifth the half hedged put, none the conversion. The first leg is traded alone, so it must find its
 * own margin, 15 to 17 % of the index, before a hedge lowers it.
 */
function portfolios(series: CrashSeries): readonly Portfolio[] {
  const [put, call, future] = [series.put, series.call, series.future].map(({ scale }) => scale.name) as [
    string,
    string,
    string,
  ];
  const perpetual = 'ETH-PERP';
  const hedge = (instrument: string, side: 'buy' | 'sell', tenths: bigint): Hedge => ({ instrument, side, tenths });
  return [
    {
      name: 'straddle seller',
      first: { instrument: put, side: 'sell' },
      hedges: [hedge(call, 'sell', 10n)],
      leverage: [44, 6],
      count: 2,
    },
    {
      name: 'covered call',
      first: { instrument: perpetual, side: 'buy' },
      hedges: [hedge(call, 'sell', 10n)],
      leverage: [48, 6],
      count: 1,
    },
    {
      name: 'hedged put seller',
      first: { instrument: put, side: 'sell' },
      hedges: [hedge(perpetual, 'sell', 5n)],
      leverage: [52, 4],
      count: 1,
    },
    {
      name: 'conversion',
      first: { instrument: future, side: 'buy' },
      hedges: [hedge(call, 'sell', 10n), hedge(put, 'buy', 10n)],
      leverage: [40, 8],
      count: 1,
    },
  ];
}

/** Accounts in portfolio margin of ETH, sellers of options with hedges among them: the same seed gives the same. */
export function portfolioHolders(seed: number, series: CrashSeries): Member[] {
  const random = seededRandom(seed + 2);
  const held = portfolios(series).flatMap((portfolio) => Array.from({ length: portfolio.count }, () => portfolio));
  return held.map(({ name, first, hedges, leverage: [least, steps] }, index) => ({
    name: `${name} ${index + 1}`,
    wallet: index % WALLETS,
    keyIndex: FIRST_KEY + Math.floor(index / WALLETS),
    deposit: BigInt(LEAST_DOLLARS + DOLLAR_STEP * (random() % DOLLAR_STEPS)) * USD,
    ...first,
    leverageTenths: BigInt(least + (random() % steps)),
    entry: 'before' as const,
    marginMode: ETH,
    hedges,
  }));
}
