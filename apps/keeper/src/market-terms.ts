import { type InstrumentScale, parseDecimal } from '@tenor/sdk';
import type { MarginTerms } from './initial-margin.ts';

const PLACES = 18;
const UNIT = 10n ** BigInt(PLACES);
const exact = (text: string): bigint => parseDecimal(text, PLACES);

/** What the keeper must know of an instrument, in integers. */
export interface MarketTerms {
  readonly instrument: string;
  readonly margin: MarginTerms;
  /** Lots. */
  readonly minSizeLots: bigint;
  readonly maxSizeLots: bigint;
  /** µUSD per lot. */
  readonly tick: bigint;
}

export const marketTermsOf = (scale: InstrumentScale): MarketTerms => ({
  instrument: scale.name,
  margin: {
    rate: exact(scale.specification.initial_margin_rate),
    slopePerUsd: exact(scale.specification.margin_slope_per_usd),
  },
  minSizeLots: scale.minSizeLots,
  maxSizeLots: scale.maxSizeLots,
  tick: scale.tickMicroUsdPerLot,
});

/** µUSD per lot of any price in USD, on the tick or not. */
export const lotPrice = ({ specification }: InstrumentScale, price: string): bigint =>
  (exact(price) * exact(specification.micro_usd_per_lot_per_usd)) / (UNIT * UNIT);
