import { BITS } from '@tenor/protocol';

const HIGHEST = (1n << BigInt(BITS.price)) - 1n;

/**
 * The price of one lot (µUSD per lot, 1 to 2^36 − 1) from the price of a whole unit (µUSD), rounded to the nearest.
 * Throws RangeError when the lot is chosen so that its price does not fit.
 */
export function lotPrice(unitPrice: bigint, lotsPerUnit: bigint): bigint {
  const price = (2n * unitPrice + lotsPerUnit) / (2n * lotsPerUnit);
  if (price < 1n || price > HIGHEST) {
    throw new RangeError(`A price of ${price} µUSD per lot does not fit: choose another lot size for this underlying.`);
  }
  return price;
}
