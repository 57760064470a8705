import { STANDARD_MODE } from '@tenor/protocol';
import { seededRandom } from '../../../apps/market-maker/src/seeded-random.ts';

const USD = 1_000_000n;
/** Members of the population; every fourth is short. */
export const POPULATION = 16;
const SHORT_EVERY = 4;
const WALLETS = 5;
const LEAST_DOLLARS = 2_000;
const DOLLAR_STEPS = 13;
const DOLLAR_STEP = 500;

/** A further leg of a member's portfolio. */
export interface Hedge {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  /** For each ten lots of the first leg: all instruments of an underlying count in the same lot. */
  readonly tenths: bigint;
}

/** An account that trades on credit. */
export interface Member {
  readonly name: string;
  /** Which of the population's wallets owns it, and which of that wallet's keys. */
  readonly wallet: number;
  readonly keyIndex: number;
  /** µUSD */
  readonly deposit: bigint;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  /** Notional for each ten units of the deposit: 175 is 17.5 times. */
  readonly leverageTenths: bigint;
  /** Before the fall, or in the depth of it, where shorts are caught by the rebound. */
  readonly entry: 'before' | 'bottom';
  /** Taken before anything is traded: STANDARD_MODE, or the underlying of portfolio margin. */
  readonly marginMode: number;
  /** Traded after the first leg. */
  readonly hedges: readonly Hedge[];
}

/** Leverage in tenths from, and how many tenths above: less than the 20 times that an initial margin of 5 % allows. */
const LEVERAGE = { 'ETH-PERP': [40, 136], 'BTC-PERP': [120, 56] } as const;

/** The accounts of a crash: the same seed gives the same. Three of four are long, two of three in ETH; shorts in ETH enter at the bottom. */
export function population(seed: number, count = POPULATION): Member[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const isShort = index % SHORT_EVERY === SHORT_EVERY - 1;
    const instrument = index % 3 === 2 ? 'BTC-PERP' : 'ETH-PERP';
    const [least, steps] = LEVERAGE[instrument];
    const leverageTenths = BigInt(least + (random() % steps));
    return {
      name: `${isShort ? 'short' : 'long'} ${index + 1}`,
      wallet: index % WALLETS,
      keyIndex: Math.floor(index / WALLETS),
      deposit: BigInt(LEAST_DOLLARS + DOLLAR_STEP * (random() % DOLLAR_STEPS)) * USD,
      instrument,
      side: isShort ? 'sell' : 'buy',
      leverageTenths,
      entry: isShort && instrument === 'ETH-PERP' ? 'bottom' : 'before',
      marginMode: STANDARD_MODE,
      hedges: [],
    };
  });
}

/** Lots that a member wants at a price (µUSD per lot), rounded down. */
export const lotsOf = ({ deposit, leverageTenths }: Member, microUsdPerLot: bigint): bigint =>
  (deposit * leverageTenths) / (10n * microUsdPerLot);
