import { type InstrumentScale, type OptionType, parseDecimal } from '@tenor/sdk';
import type { MarginTerms } from './initial-margin.ts';

const PLACES = 18;
const UNIT = 10n ** BigInt(PLACES);
const exact = (text: string): bigint => parseDecimal(text, PLACES);

/** What makes an option. */
export interface OptionTerms {
  readonly type: OptionType;
  /** µUSD per lot. */
  readonly strike: bigint;
  /** Least initial margin of a short one, part of the index × 10^18. */
  readonly floorRate: bigint;
}

/** What the keeper must know of an instrument, in integers. */
export interface MarketTerms {
  readonly instrument: string;
  readonly margin: MarginTerms;
  readonly option: OptionTerms | null;
  /** Lots. */
  readonly minSizeLots: bigint;
  readonly maxSizeLots: bigint;
  /** µUSD per lot. */
  readonly tick: bigint;
}

function optionTermsOf(scale: InstrumentScale): OptionTerms | null {
  const { option_type: type, strike, margin_floor_rate: floor } = scale.specification;
  if (type === undefined || strike === undefined) return null;
  return { type, strike: lotPrice(scale, strike), floorRate: exact(floor ?? '0') };
}

export const marketTermsOf = (scale: InstrumentScale): MarketTerms => ({
  instrument: scale.name,
  margin: {
    rate: exact(scale.specification.initial_margin_rate),
    slopePerUsd: exact(scale.specification.margin_slope_per_usd),
  },
  option: optionTermsOf(scale),
  minSizeLots: scale.minSizeLots,
  maxSizeLots: scale.maxSizeLots,
  tick: scale.tickMicroUsdPerLot,
});

/** µUSD per lot of any price in USD, on the tick or not. */
export const lotPrice = ({ specification }: InstrumentScale, price: string): bigint =>
  (exact(price) * exact(specification.micro_usd_per_lot_per_usd)) / (UNIT * UNIT);
