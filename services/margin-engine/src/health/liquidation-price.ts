import { BITS, holding, isLiquidatable, isOption, type MarketTerms, marketFigures } from '@tenor/protocol';

const HIGHEST = (1n << BigInt(BITS.price)) - 1n;

/** An account without the position in question, at the marks of its other positions. */
export interface RestOfAccount {
  /** µUSD: collateral with funding, plus the value of the other positions. */
  readonly equity: bigint;
  /** Maintenance margin of the other positions, 2^-21 µUSD. */
  readonly maintenance: bigint;
}

/** Whether the account meets its maintenance margin with this position at a price. */
function isSafe(rest: RestOfAccount, size: bigint, terms: MarketTerms, price: bigint): boolean {
  // The figures of a perpetual or future do not depend on the index.
  const part = holding(size, marketFigures(terms, price, 0n));
  const equity = rest.equity + part.value;
  return !isLiquidatable({ equity, margin: 0n, maintenance: rest.maintenance + part.maintenance });
}

/**
 * The first mark (µUSD per lot) against the position at which the account falls below its maintenance margin, the other
 * marks staying: one µUSD per lot back it still meets it. The mark itself when that is so already; null when no price does it, and for an option, whose
 * margin follows the index as well.
 */
export function liquidationPrice(rest: RestOfAccount, size: bigint, terms: MarketTerms, mark: bigint): bigint | null {
  if (size === 0n || isOption(terms)) return null;
  if (!isSafe(rest, size, terms, mark)) return mark;
  let unsafe = size > 0n ? 0n : HIGHEST;
  if (isSafe(rest, size, terms, unsafe)) return null;
  let safe = mark;
  while (safe - unsafe > 1n || unsafe - safe > 1n) {
    const middle = (safe + unsafe) / 2n;
    if (isSafe(rest, size, terms, middle)) safe = middle;
    else unsafe = middle;
  }
  return unsafe;
}
