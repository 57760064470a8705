import {
  BITS,
  isMaintained,
  isOption,
  type MarginState,
  type MarketTerms,
  marginState,
  scenarioFigures,
} from '@tenor/protocol';

const HIGHEST = (1n << BigInt(BITS.price)) - 1n;

/** An account without the position in question, at the marks of its other positions, none of which is margined together with that. */
export interface RestOfAccount extends Pick<MarginState, 'equity' | 'maintenance'> {
  /** STANDARD_MODE, or the underlying whose positions are margined together. */
  readonly marginMode: number;
}

/** Whether the account meets its maintenance margin with this position at a price. */
function isSafe(rest: RestOfAccount, size: bigint, terms: MarketTerms, price: bigint): boolean {
  // The figures of a perpetual or future do not depend on the index, and its scenarios are steps of its own mark.
  const figures = scenarioFigures(terms, price, 0n, []);
  const positions = [{ instrument: terms.instrument, size, snapshot: 0n }];
  const part = marginState({ collateral: rest.equity, marginMode: rest.marginMode, positions }, () => figures);
  return isMaintained({ ...part, maintenance: rest.maintenance + part.maintenance });
}

/**
 * The first mark (µUSD per lot) against the position at which the account falls below its maintenance margin, the other
 * marks staying: one µUSD per lot back it still meets it (in portfolio margin a few µUSD to either side may differ, for a scenario's step is rounded up). The mark itself when that is so already; null when no price does it, and for an option, whose
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
