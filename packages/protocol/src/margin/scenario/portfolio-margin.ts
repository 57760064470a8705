import type { Position } from '../../state/account.ts';
import { holding, MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS } from '../holding.ts';
import type { MarketFigures } from '../market-figures.ts';
import { CONTINGENCY_SHIFT, MAINTENANCE_QUARTERS, OPTION_CREDIT_SHIFT } from './grid.ts';
import { scenarioGains, worstLoss } from './loss.ts';

const CONTINGENCY_BITS = MARGIN_FRACTION_BITS + BigInt(CONTINGENCY_SHIFT);
/** Binary places of the initial margin of an account with portfolio margin: 2^-24 µUSD. */
export const PORTFOLIO_MARGIN_BITS = CONTINGENCY_BITS + BigInt(OPTION_CREDIT_SHIFT);
/** Binary places of its maintenance margin: 2^-25 µUSD. */
export const PORTFOLIO_MAINTENANCE_BITS = CONTINGENCY_BITS + 2n;

/** What a market row implies at one round, with its scenarios. */
export interface ScenarioFigures extends MarketFigures {
  /** Number of the underlying, 1 or more. */
  readonly underlying: number;
  /** What one long lot gains in each scenario, µUSD (scenarioValues). */
  readonly values: readonly bigint[];
}

/** The parts of a portfolio's margins. */
export interface PortfolioMargin {
  /** Value of all positions, µUSD, signed. */
  readonly value: bigint;
  /** Worst loss of the scoped positions, µUSD. */
  readonly loss: bigint;
  /** Standard initial margin of the scoped positions, 2^-20 µUSD. */
  readonly scopedMargin: bigint;
  /** The same with every lot counted as a short one: never less. */
  readonly shortMargin: bigint;
  /** Value of the long scoped options, µUSD. */
  readonly longOptions: bigint;
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
  const loss = worstLoss(scenarioGains(scoped));
  const initial = (loss << CONTINGENCY_BITS) + shortMargin;
  const maintained = (loss << CONTINGENCY_BITS) + scopedMargin;
  return {
    value,
    loss,
    scopedMargin,
    shortMargin,
    longOptions,
    margin:
      larger(initial << BigInt(OPTION_CREDIT_SHIFT), (longOptions << PORTFOLIO_MARGIN_BITS) + initial) +
      (otherMargin << (PORTFOLIO_MARGIN_BITS - MARGIN_FRACTION_BITS)),
    maintenance:
      MAINTENANCE_QUARTERS * maintained +
      (otherMaintenance << (PORTFOLIO_MAINTENANCE_BITS - MAINTENANCE_FRACTION_BITS)),
  };
}
