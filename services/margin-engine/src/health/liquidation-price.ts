import { BITS, holding, type MarketTerms, marketFigures } from '@tenor/protocol';

const HIGHEST = (1n << BigInt(BITS.price)) - 1n;
/** Equity in µUSD against initial margin in 2^-20 µUSD: maintenance margin is half of it. */
const MAINTENANCE_SHIFT = 21n;

/** An account without the position in question, at the marks of its other positions. */
export interface RestOfAccount {
  /** µUSD: collateral with funding, plus the value of the other positions. */
  readonly equity: bigint;
  /** Initial margin of the other positions, 2^-20 µUSD. */
  readonly margin: bigint;
}

/** Whether the account meets its maintenance margin with this position at a price. */
function isSafe(rest: RestOfAccount, size: bigint, terms: MarketTerms, price: bigint): boolean {
  const part = holding(size, marketFigures(terms, price));
  return (rest.equity + part.value) << MAINTENANCE_SHIFT >= rest.margin + part.margin;
}

/**
 * The first mark (µUSD per lot) against the position at which the account falls below its maintenance margin, the other
 * marks staying: one µUSD per lot back it still meets it. The mark itself when that is so already; null when no price does it.
 */
export function liquidationPrice(rest: RestOfAccount, size: bigint, terms: MarketTerms, mark: bigint): bigint | null {
  if (size === 0n) return null;
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
