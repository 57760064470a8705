import { smaller } from './integers.ts';

const MILLION = 1_000_000n;

const millionths = (amount: bigint, rate: bigint): bigint => (amount * rate + MILLION - 1n) / MILLION;

/** Fee of a fill in µUSD: ceil(notional × rate), never more than the signed maximum. Rate in parts per million. */
export function fillFee(price: bigint, lots: bigint, rate: bigint, maxFeePerLot: bigint): bigint {
  return smaller(millionths(price * lots, rate), maxFeePerLot * lots);
}

/** Fee of one lot at a price in µUSD, rounded up: what an order's signed maximum must allow. */
export const feePerLot = (price: bigint, rate: bigint): bigint => millionths(price, rate);
