import type { Account, Position } from '../state/account.ts';
import type { MarketFigures } from './market-figures.ts';

/** Binary places of the initial margin integers: 2^-20 µUSD. */
export const MARGIN_FRACTION_BITS = 20n;
/** Binary places of the maintenance margin integers: 2^-21 µUSD. */
export const MAINTENANCE_FRACTION_BITS = 21n;

/** Value and margin of a portfolio at one set of marks. */
export interface Risk {
  /** µUSD, signed. */
  readonly value: bigint;
  /** Initial margin in 2^-20 µUSD. */
  readonly margin: bigint;
  /** Maintenance margin in 2^-21 µUSD. */
  readonly maintenance: bigint;
}

/** Initial margin of one lot on the side of `size`, 2^-20 µUSD, without the growth by size. */
export const lotMargin = (size: bigint, { option, im, mark }: MarketFigures): bigint =>
  option && size >= 0n ? mark << MARGIN_FRACTION_BITS : im;

/** Value and margins of `size` lots: |size|·im + size²·slope, |size|·mm + size²·slope; a long option's margins are its value. Nothing rounds. */
export function holding(size: bigint, figures: MarketFigures): Risk {
  const lots = size < 0n ? -size : size;
  const growth = lots * lots * figures.slope;
  const mm = figures.option && size >= 0n ? figures.mark << MAINTENANCE_FRACTION_BITS : figures.mm;
  return {
    value: size * figures.mark,
    margin: lots * lotMargin(size, figures) + growth,
    maintenance: lots * mm + growth,
  };
}

/** Sum over the positions of an account. `figuresOf` must know every instrument held. */
export function portfolioRisk(positions: readonly Position[], figuresOf: (instrument: number) => MarketFigures): Risk {
  let value = 0n;
  let margin = 0n;
  let maintenance = 0n;
  for (const { instrument, size } of positions) {
    if (size === 0n) continue;
    const part = holding(size, figuresOf(instrument));
    value += part.value;
    margin += part.margin;
    maintenance += part.maintenance;
  }
  return { value, margin, maintenance };
}

/** The figures of a portfolio that the allowed-change rule compares. */
export interface MarginState {
  /** µUSD: collateral with settled cash plus the value of the positions. */
  readonly equity: bigint;
  /** Initial margin, 2^-20 µUSD. */
  readonly margin: bigint;
  /** Maintenance margin, 2^-21 µUSD. */
  readonly maintenance: bigint;
}

/** Margin state of an account whose cash is settled. */
export function marginState(
  account: Pick<Account, 'collateral' | 'positions'>,
  figuresOf: (instrument: number) => MarketFigures,
): MarginState {
  const { value, margin, maintenance } = portfolioRisk(account.positions, figuresOf);
  return { equity: account.collateral + value, margin, maintenance };
}
