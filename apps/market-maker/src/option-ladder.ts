import type { Quote } from './quote-ladder.ts';

/** How options are quoted. The same for every underlying: spreads in volatility, sizes in USD. */
export interface OptionParameters {
  readonly levels: number;
  /** Distance of the best quote from the centre, percentage points of volatility. */
  readonly halfSpreadPoints: number;
  /** Distance between levels, the same unit. */
  readonly levelStepPoints: number;
  /** The same two as parts of the mark, for an option without greeks. */
  readonly halfSpreadShare: number;
  readonly levelStepShare: number;
  /** However uncertain the volatility, the best quote is at most this part of the mark away. */
  readonly widestShare: number;
  /** How far a full inventory moves the centre, in distances of the best quote. */
  readonly skew: number;
  /** Of one level: USD of the underlying, USD of the underlying by delta, and USD for a percentage point of volatility. */
  readonly levelNotionalUsd: number;
  readonly levelDeltaUsd: number;
  readonly levelVegaUsd: number;
  /** Levels that the position may have at most on either side, quotes included. */
  readonly maxInventoryLevels: number;
}

/** One option as it is quoted. */
export interface OptionView {
  /** Positive. */
  readonly markTicks: bigint;
  /** Least price, positive. */
  readonly minTicks: bigint;
  /** USD of one tick for one unit. */
  readonly tickUsd: number;
  readonly lotsPerUnit: number;
  /** USD per unit of the underlying. */
  readonly index: number;
  /** USD per USD of the underlying, and USD per percentage point, of one unit; null where they are not known. */
  readonly greeks: { readonly delta: number; readonly vega: number } | null;
}

export interface OptionQuotes {
  readonly quotes: readonly Quote[];
  /** A quote may stay this far from where it should be. */
  readonly toleranceTicks: bigint;
}

/** Lots of the best level: the less, the more one option carries of delta and vega; at least one. */
export function optionLevelLots(parameters: OptionParameters, { index, greeks, lotsPerUnit }: OptionView): bigint {
  const { levelNotionalUsd, levelDeltaUsd, levelVegaUsd } = parameters;
  const units = [levelNotionalUsd / index];
  if (greeks && greeks.delta !== 0) units.push(levelDeltaUsd / (Math.abs(greeks.delta) * index));
  if (greeks && greeks.vega > 0) units.push(levelVegaUsd / greeks.vega);
  return BigInt(Math.max(1, Math.floor(Math.min(...units) * lotsPerUnit)));
}

/**
 * The quotes wanted of an option: around its mark, as far away as the volatility is uncertain, away from the side that would add to an
 * inventory. The best bid is at least two ticks below the best ask, whatever the rounding; filling every quote of a side never takes the position
 * beyond its cap.
 * @param inventoryLots signed position
 * @param widening spread multiplier, at least 1
 */
export function optionLadder(
  parameters: OptionParameters,
  view: OptionView,
  inventoryLots: bigint,
  widening = 1,
): OptionQuotes {
  const { markTicks, minTicks, greeks, tickUsd } = view;
  const mark = Number(markTicks);
  const pointTicks = greeks && greeks.vega > 0 ? greeks.vega / tickUsd : null;
  const distance = (points: number, share: number): number =>
    pointTicks === null ? mark * share : pointTicks * points;
  const widest = Math.max(1, mark * parameters.widestShare);
  const half = Math.min(widest, distance(parameters.halfSpreadPoints, parameters.halfSpreadShare) * widening);
  // A whole number, so that two levels never round to the same price.
  const stepTicks = BigInt(Math.max(1, Math.round(distance(parameters.levelStepPoints, parameters.levelStepShare))));
  const levelLots = optionLevelLots(parameters, view);
  const cap = levelLots * BigInt(parameters.maxInventoryLevels);
  const lean = Math.max(-1, Math.min(1, Number(inventoryLots) / Number(cap)));
  const centre = mark - lean * parameters.skew * half;

  const quotes: Quote[] = [];
  for (const side of ['buy', 'sell'] as const) {
    let room = side === 'buy' ? cap - inventoryLots : cap + inventoryLots;
    for (let level = 0; level < parameters.levels && room > 0n; level++) {
      const away = stepTicks * BigInt(level);
      const ticks =
        side === 'buy' ? BigInt(Math.floor(centre - half) - 1) - away : BigInt(Math.ceil(centre + half) + 1) + away;
      if (ticks < minTicks) continue;
      const wanted = levelLots * BigInt(level + 1);
      const lots = wanted < room ? wanted : room;
      quotes.push({ side, level, ticks, lots });
      room -= lots;
    }
  }
  return { quotes, toleranceTicks: BigInt(Math.floor(half / 2)) };
}
