import type { Position } from '../../state/account.ts';
import { HOLDING_MAINTENANCE_BITS, HOLDING_MARGIN_BITS, holding } from '../holding.ts';
import {
  CONTINGENCY_SHIFT,
  MAINTENANCE_FRACTION_BITS,
  MAINTENANCE_QUARTERS,
  MARGIN_FRACTION_BITS,
  OPTION_CREDIT_SHIFT,
} from './grid.ts';
import { scenarioGains, worstLoss } from './loss.ts';
import type { ScenarioFigures } from './scenario-figures.ts';

const CONTINGENCY_BITS = HOLDING_MARGIN_BITS + BigInt(CONTINGENCY_SHIFT);

/** The parts of a portfolio's margins. */
export interface PortfolioMargin {
  /** Value of all positions, µUSD, signed. */
  readonly value: bigint;
  /** What the scoped positions gain in each scenario, µUSD. */
  readonly gains: readonly bigint[];
  /** Worst loss of the scoped positions, µUSD. */
  readonly loss: bigint;
  /** Standard initial margin of the scoped positions, 2^-20 µUSD. */
  readonly scopedMargin: bigint;
  /** The same with every lot counted as a short one: never less. */
  readonly shortMargin: bigint;
  /** Value of the long scoped options, µUSD. */
  readonly longOptions: bigint;
  /** Whether that is more than half of the initial margin of the scoped positions would be without it: then it does not count in full. */
  readonly credited: boolean;
  /** Initial margin, 2^-24 µUSD: what equity must be at least. */
  readonly margin: bigint;
  /** Maintenance margin, 2^-25 µUSD. */
  readonly maintenance: bigint;
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * Margins of an account in a margin mode. Positions of the underlying that the mode names are scoped: they are margined together by their worst loss L.
 * Scoped initial margin: IM = L + shortMargin / 8, and at least longOptions + IM / 2, so that long options stand for at most half of it. Scoped
 * maintenance margin: 3/4 of (L + scopedMargin / 8), with long options in full: without a debt they are never below it. All other positions add their
 * standard margins. Nothing rounds.
 * @param mode number of an underlying, or STANDARD_MODE: then no position is scoped, and the margins are the standard ones in finer units
 */
export function portfolioMargin(
  positions: readonly Position[],
  figuresOf: (instrument: number) => ScenarioFigures,
  mode: number,
): PortfolioMargin {
  let [value, scopedMargin, shortMargin, longOptions, otherMargin, otherMaintenance] = [0n, 0n, 0n, 0n, 0n, 0n];
  const scoped: { size: bigint; values: readonly bigint[] }[] = [];
  for (const { instrument, size } of positions) {
    if (size === 0n) continue;
    const figures = figuresOf(instrument);
    const standard = holding(size, figures);
    value += standard.value;
    if (figures.underlying === mode) {
      scoped.push({ size, values: figures.values });
      scopedMargin += standard.margin;
      shortMargin += holding(size < 0n ? size : -size, figures).margin;
      if (figures.option && size > 0n) longOptions += standard.value;
    } else {
      otherMargin += standard.margin;
      otherMaintenance += standard.maintenance;
    }
  }
  const gains = scenarioGains(scoped);
  const loss = worstLoss(gains);
  const initial = (loss << CONTINGENCY_BITS) + shortMargin;
  const maintained = (loss << CONTINGENCY_BITS) + scopedMargin;
  return {
    value,
    gains,
    loss,
    scopedMargin,
    shortMargin,
    longOptions,
    credited: longOptions << MARGIN_FRACTION_BITS > initial,
    margin:
      larger(initial << BigInt(OPTION_CREDIT_SHIFT), (longOptions << MARGIN_FRACTION_BITS) + initial) +
      (otherMargin << (MARGIN_FRACTION_BITS - HOLDING_MARGIN_BITS)),
    maintenance:
      MAINTENANCE_QUARTERS * maintained + (otherMaintenance << (MAINTENANCE_FRACTION_BITS - HOLDING_MAINTENANCE_BITS)),
  };
}
