import type { MarketFigures } from './market-figures.ts';

/** Binary places of the initial margin of single positions: 2^-20 µUSD. */
export const HOLDING_MARGIN_BITS = 20n;
/** Binary places of their maintenance margin: 2^-21 µUSD. */
export const HOLDING_MAINTENANCE_BITS = 21n;

/** Value and standard margins of one position at one mark. */
export interface Holding {
  /** µUSD, signed. */
  readonly value: bigint;
  /** Initial margin in 2^-20 µUSD. */
  readonly margin: bigint;
  /** Maintenance margin in 2^-21 µUSD. */
  readonly maintenance: bigint;
}

/** Initial margin of one lot on the side of `size`, 2^-20 µUSD, without the growth by size. */
export const lotMargin = (size: bigint, { option, im, mark }: MarketFigures): bigint =>
  option && size >= 0n ? mark << HOLDING_MARGIN_BITS : im;

/** Value and margins of `size` lots: |size|·im + size²·slope, |size|·mm + size²·slope; a long option's margins are its value. Nothing rounds. */
export function holding(size: bigint, figures: MarketFigures): Holding {
  const lots = size < 0n ? -size : size;
  const growth = lots * lots * figures.slope;
  const mm = figures.option && size >= 0n ? figures.mark << HOLDING_MAINTENANCE_BITS : figures.mm;
  return {
    value: size * figures.mark,
    margin: lots * lotMargin(size, figures) + growth,
    maintenance: lots * mm + growth,
  };
}
