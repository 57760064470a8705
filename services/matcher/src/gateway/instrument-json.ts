import { isOption } from '@tenor/protocol';
import { decimalText, fractionText, USD_DECIMALS, usdText } from './decimal-text.ts';
import type { ScaledInstrument } from './instrument-directory.ts';
import { seriesJson } from './instrument-series.ts';
import type { InstrumentJson } from './schema/market-records.ts';

const RATE_BITS = 20;
const SLOPE_BITS = 56;
const FUNDING_CAP_BITS = 24;
const FEE_DECIMALS = 6;
const NOTIONAL_MAX = 1n << 48n;

/** The public record of an instrument. */
export function instrumentJson(instrument: ScaledInstrument): InstrumentJson {
  const { specification, name, id, price, size } = instrument;
  const { terms, lotDecimals } = specification;
  return {
    name,
    id,
    ...seriesJson(instrument),
    underlying: specification.underlying,
    underlying_id: terms.underlying,
    quote: 'USD',
    status: terms.status === 1 ? 'trading' : 'halted',
    lot_size: size(1n),
    tick_size: price(specification.tickSize),
    min_size: size(specification.minSize),
    max_size: size(specification.maxSize),
    min_price: price(specification.minPrice),
    max_price: price(specification.maxPrice),
    max_notional: usdText(NOTIONAL_MAX),
    micro_usd_per_lot_per_usd: decimalText(10n ** BigInt(USD_DECIMALS), lotDecimals),
    taker_fee_rate: decimalText(specification.takerFeeRate, FEE_DECIMALS),
    maker_fee_rate: decimalText(specification.makerFeeRate, FEE_DECIMALS),
    initial_margin_rate: fractionText(terms.imRate, RATE_BITS),
    maintenance_margin_rate: fractionText(terms.imRate, RATE_BITS + 1),
    margin_slope_per_usd: fractionText(terms.slopeRate * 10n ** BigInt(USD_DECIMALS), SLOPE_BITS),
    price_band_rate: fractionText(terms.bandRate, RATE_BITS),
    funding_cap_rate_per_hour: fractionText(terms.fundingCapRate, FUNDING_CAP_BITS),
    open_interest_cap: size(terms.openInterestCap),
    market_row: specification.row,
    ...(isOption(terms) ? { margin_floor_rate: fractionText(terms.floorRate, RATE_BITS) } : {}),
  };
}
