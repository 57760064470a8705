import { GENESIS_TERMS } from '../../packages/protocol/src/state/genesis.ts';
import type { MarketTerms } from '../../packages/protocol/src/state/market.ts';

/** Classes of series that have a template each, as the contract numbers them. */
export const INSTRUMENT_CLASS = { future: 0, option: 1 } as const;

/** Id of the first instrument listed through L1: those before it are listed from genesis. */
export const FIRST_LISTED_INSTRUMENT = BigInt(GENESIS_TERMS.length + 1);

/** The terms that every series of an underlying and class is listed with. Units as in MarketTerms. */
export interface ListingTemplate {
  readonly underlying: number;
  readonly class: keyof typeof INSTRUMENT_CLASS;
  readonly terms: {
    readonly imRate: number;
    readonly slopeRate: number;
    readonly bandRate: number;
    readonly floorRate: number;
    readonly openInterestCap: bigint;
  };
}

/** ceil(percent / 100 · 2^20) */
const rate = (percent: number): number => Math.ceil((percent * 2 ** 20) / 100);

const future = ({ underlying, slopeRate, bandRate, openInterestCap }: MarketTerms): ListingTemplate => ({
  underlying,
  class: 'future',
  terms: {
    imRate: rate(5),
    slopeRate: Number(slopeRate),
    bandRate: Number(bandRate),
    floorRate: 0,
    openInterestCap,
  },
});

const option = ({ underlying, openInterestCap }: MarketTerms): ListingTemplate => ({
  underlying,
  class: 'option',
  terms: { imRate: rate(15), slopeRate: 0, bandRate: rate(5), floorRate: rate(10), openInterestCap },
});

/**
 * Futures and options on every underlying that has a perpetual from genesis, as far as the circuits have it. Futures: 5 % initial margin, the
 * rest as the perpetual. Options: 15 % of the index, 10 % far out of the money, a band of 5 % of the index.
 */
export const defaultTemplates = (underlyings: number): ListingTemplate[] =>
  GENESIS_TERMS.filter(({ underlying }) => underlying <= underlyings).flatMap((terms) => [
    future(terms),
    option(terms),
  ]);
