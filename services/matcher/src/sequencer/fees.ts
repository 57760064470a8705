import { isOption } from '@tenor/protocol';
import type { InstrumentSpecification } from './instruments.ts';
import { larger, smaller } from './integers.ts';

const MILLION = 1_000_000n;
/** The fee of an option is at most this part of its premium: 12.5 %. */
const PREMIUM_PER_FEE = 8n;

export type Liquidity = 'maker' | 'taker';
type FeeTerms = Pick<InstrumentSpecification, 'terms' | 'takerFeeRate' | 'makerFeeRate'>;

/** Rounded up: a fee against who pays it, a rebate (negative) against who receives it. */
const millionths = (amount: bigint, rate: bigint): bigint =>
  rate < 0n ? -((amount * -rate) / MILLION) : (amount * rate + MILLION - 1n) / MILLION;
const rateOf = (terms: FeeTerms, liquidity: Liquidity): bigint =>
  liquidity === 'maker' ? terms.makerFeeRate : terms.takerFeeRate;

/** Fees of both sides of a trade in µUSD: the maker's rebate (negative) is at most what the taker pays. */
export function tradeFees(
  specification: FeeTerms,
  traded: { readonly price: bigint; readonly lots: bigint; readonly index: bigint },
  most: { readonly takerPerLot: bigint; readonly makerPerLot: bigint },
): { readonly takerFee: bigint; readonly makerFee: bigint } {
  const takerFee = fillFee(specification, 'taker', traded, most.takerPerLot);
  const makerFee = fillFee(specification, 'maker', traded, most.makerPerLot);
  return { takerFee, makerFee: larger(makerFee, -takerFee) };
}

/** Fee of a maker in µUSD where no taker pays for a rebate, or none is certain yet: 0 instead of one. */
export function feeWithoutRebate(
  specification: FeeTerms,
  traded: { readonly price: bigint; readonly lots: bigint; readonly index: bigint },
  mostPerLot: bigint,
): bigint {
  const fee = fillFee(specification, 'maker', traded, mostPerLot);
  return larger(fee, 0n);
}

/**
 * Fee of a fill in µUSD, never more than the signed maximum: ceil(notional × rate); of an option ceil(notional at the index price × rate), but not
 * more than 12.5 % of the premium.
 * @param index µUSD per lot
 */
export function fillFee(
  specification: FeeTerms,
  liquidity: Liquidity,
  { price, lots, index }: { readonly price: bigint; readonly lots: bigint; readonly index: bigint },
  maxFeePerLot: bigint,
): bigint {
  const rate = rateOf(specification, liquidity);
  const fee = isOption(specification.terms)
    ? smaller(millionths(index * lots, rate), (price * lots) / PREMIUM_PER_FEE)
    : millionths(price * lots, rate);
  return smaller(fee, maxFeePerLot * lots);
}

/** Fee of one lot at a limit price in µUSD, rounded up: what an order's signed maximum must allow. */
export function feePerLot(specification: FeeTerms, liquidity: Liquidity, price: bigint, index: bigint): bigint {
  const rate = rateOf(specification, liquidity);
  if (!isOption(specification.terms)) return millionths(price, rate);
  return smaller(millionths(index, rate), (price + PREMIUM_PER_FEE - 1n) / PREMIUM_PER_FEE);
}
