import Decimal from 'decimal.js';
import type { Instrument } from './types.ts';

const USD_DECIMALS = 6;
/** The fee of an option is at most this part of its premium. */
const PREMIUM_FEE_CAP = '0.125';

/**
 * Fee of an order in USD, negative for a maker who gets a rebate: a part of the notional, or of the index for an option, rounded up; there never more than an eighth of the premium.
 * @param index null while unknown: the fee of an option is then the most it can be
 */
export function orderFee(
  instrument: Pick<Instrument, 'kind' | 'takerFeeRate' | 'makerFeeRate'>,
  order: { readonly price: string; readonly size: string; readonly index: string | null; readonly takes: boolean },
): Decimal {
  const rate = order.takes ? instrument.takerFeeRate : instrument.makerFeeRate;
  const value = new Decimal(order.size).times(order.price);
  return instrument.kind === 'option' ? optionFee(value, rate, order) : roundUp(value.times(rate));
}

const roundUp = (fee: Decimal): Decimal => fee.toDecimalPlaces(USD_DECIMALS, Decimal.ROUND_CEIL);

function optionFee(premium: Decimal, rate: string, { size, index }: { size: string; index: string | null }): Decimal {
  const cap = premium.times(PREMIUM_FEE_CAP).toDecimalPlaces(USD_DECIMALS, Decimal.ROUND_DOWN);
  return index === null ? cap : Decimal.min(cap, roundUp(new Decimal(size).times(index).times(rate)));
}
