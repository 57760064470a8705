import { Decimal } from 'decimal.js';

const MICRO = 1_000_000;
/** µUSD: far above any price, and small enough that a hostile exponent costs nothing. */
const LARGEST = 1e18;
/** A book wider than a hundredth of its price says nothing about the price. */
const WIDEST_SPREAD = 100n;

/**
 * A price in USD, as exchanges write it (text or number), in µUSD to the nearest.
 * Throws RangeError unless it is a positive number below a trillion dollars.
 */
export function microUsd(value: unknown): bigint {
  const price = typeof value === 'string' || typeof value === 'number' ? decimal(value) : null;
  const micro = price?.times(MICRO);
  if (!micro?.isFinite() || micro.lessThan(1) || micro.greaterThan(LARGEST)) {
    throw new RangeError(`${JSON.stringify(value)} is no price`);
  }
  return BigInt(micro.toFixed(0));
}

function decimal(value: string | number): Decimal | null {
  try {
    return new Decimal(value);
  } catch {
    return null;
  }
}

/** The middle of the best bid and ask (USD), µUSD rounded down. Throws RangeError for a crossed book or a very wide one. */
export function midPrice(bid: unknown, ask: unknown): bigint {
  const [low, high] = [microUsd(bid), microUsd(ask)];
  if (low > high) throw new RangeError(`the book is crossed: ${String(bid)} bid, ${String(ask)} asked`);
  if ((high - low) * WIDEST_SPREAD > low)
    throw new RangeError(`the book is wide: ${String(bid)} bid, ${String(ask)} asked`);
  return (low + high) / 2n;
}
