import type { Account, Position } from '../state/account.ts';
import type { MarketFigures } from './market-figures.ts';

/** Binary places of the margin integers: 2^-20 µUSD. */
export const MARGIN_FRACTION_BITS = 20n;

/** Value and margin of a portfolio at one set of marks. */
export interface Risk {
  /** µUSD, signed. */
  readonly value: bigint;
  /** Initial margin in 2^-20 µUSD; maintenance margin is half of it. */
  readonly margin: bigint;
}

/** Value and initial margin of `size` lots: |size|·im + size²·slope. Nothing rounds. */
export function holding(size: bigint, figures: MarketFigures): Risk {
  const lots = size < 0n ? -size : size;
  return { value: size * figures.mark, margin: lots * figures.im + lots * lots * figures.slope };
}

/** Sum over the positions of an account. `figuresOf` must know every instrument held. */
export function portfolioRisk(positions: readonly Position[], figuresOf: (instrument: number) => MarketFigures): Risk {
  let value = 0n;
  let margin = 0n;
  for (const { instrument, size } of positions) {
    if (size === 0n) continue;
    const part = holding(size, figuresOf(instrument));
    value += part.value;
    margin += part.margin;
  }
  return { value, margin };
}

/** The figures of a portfolio that the allowed-change rule compares. */
export interface MarginState {
  /** µUSD: collateral with settled cash plus the value of the positions. */
  readonly equity: bigint;
  /** Initial margin, 2^-20 µUSD. */
  readonly margin: bigint;
}

/** Margin state of an account whose cash is settled. */
export function marginState(
  account: Pick<Account, 'collateral' | 'positions'>,
  figuresOf: (instrument: number) => MarketFigures,
): MarginState {
  const { value, margin } = portfolioRisk(account.positions, figuresOf);
  return { equity: account.collateral + value, margin };
}
