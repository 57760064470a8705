import type { OracleRound } from '../batch/plan.ts';
import { flat } from '../crypto/poseidon.ts';
import { SCENARIO_GRID } from '../margin/scenario/grid.ts';
import { BITS } from '../parameters.ts';
import type { PublicKey } from '../state/account.ts';
import { checkedBits, packWord } from './bit-layout.ts';

export const ORACLE_ROUND_WORD = {
  round: [BITS.time, 0],
  time: [BITS.time, 40],
  settlementHour: [BITS.expiryHour, 80],
} as const;
/** Added to the domain (below 2^248), so that no instruction of three field elements can be read as a round, or a round as one. */
export const ORACLE_TAG = 1n << 248n;
/** Prices of 36 bits, or instrument ids of 32, in one word. */
export const PRICES_PER_WORD = 7;

/** Words of the scenario prices of one row. */
export const SCENARIO_PRICE_WORDS = Math.ceil(SCENARIO_GRID.length / PRICES_PER_WORD);

/** What a round says, without who signed it. */
export type RoundContent = Omit<OracleRound, 'signatures'>;

function packSeven(name: string, values: readonly bigint[], bits: number): bigint[] {
  const words = new Array<bigint>(Math.ceil(values.length / PRICES_PER_WORD)).fill(0n);
  values.forEach((value, place) => {
    const shift = BigInt((place % PRICES_PER_WORD) * bits);
    words[Math.floor(place / PRICES_PER_WORD)]! |= checkedBits(name, value, bits) << shift;
  });
  return words;
}

/** Prices (µUSD per lot) packed seven to a word. */
export const packPrices = (prices: readonly bigint[]): bigint[] => packSeven('prices', prices, BITS.price);

/** The words of the scenario prices of one row, zeros where it has none. */
export const packScenarioPrices = (prices: readonly bigint[]): bigint[] =>
  packPrices(prices.length > 0 ? prices : SCENARIO_GRID.map(() => 0n));

/** Instrument ids packed seven to a word. */
export const packInstruments = (ids: readonly number[]): bigint[] =>
  packSeven('instruments', ids.map(BigInt), BITS.instrument);

/** The published word of a round. */
export const roundWord = ({ round, time, settlementHour }: RoundContent): bigint =>
  packWord(ORACLE_ROUND_WORD, { round, time, settlementHour });

/** What every signer of a round signs; throws INVALID_PARAMS for a field out of range. */
export const oracleMessage = (domain: bigint, content: RoundContent): bigint =>
  flat([
    domain + ORACLE_TAG,
    roundWord(content),
    ...packInstruments(content.instruments),
    ...packPrices([...content.marks, ...content.index, ...content.settlement]),
    ...content.scenarioPrices.flatMap(packScenarioPrices),
  ]);

/** The hash by which a batch names the keys its rounds are signed with, all N in their order. */
export const oracleSetHash = (keys: readonly PublicKey[]): bigint => flat(keys.flatMap(({ x, y }) => [x, y]));
