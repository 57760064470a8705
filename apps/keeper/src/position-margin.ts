import { initialMargin } from './initial-margin.ts';
import type { MarketTerms } from './market-terms.ts';

/** Prices of an instrument, µUSD per lot. */
export interface Prices {
  readonly mark: bigint;
  /** Of its underlying. */
  readonly index: bigint;
}

const UNIT = 10n ** 18n;
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** What one lot counts for in caps, µUSD: its mark, of an option the price of the underlying. */
export const lotWorth = ({ option }: Pick<MarketTerms, 'option'>, { mark, index }: Prices): bigint =>
  option ? index : mark;

/**
 * Initial margin of a position of signed lots, µUSD rounded up. A long option needs its mark; a short one its mark and the rate of the index less
 * what it is out of the money, at least the floor.
 */
export function positionMargin(lots: bigint, terms: MarketTerms, { mark, index }: Prices): bigint {
  const size = lots < 0n ? -lots : lots;
  const { margin, option } = terms;
  if (!option) return initialMargin(size * mark, margin);
  if (lots >= 0n) return size * mark;
  const away = larger(0n, option.type === 'put' ? index - option.strike : option.strike - index);
  const perLot = larger(margin.rate * index - away * UNIT, option.floorRate * index);
  return size * mark + (size * perLot + UNIT - 1n) / UNIT;
}
