import {
  BITS,
  HOLDING_MAINTENANCE_BITS,
  HOLDING_MARGIN_BITS,
  holding,
  type Position,
  type ScenarioFigures,
} from '@tenor/protocol';

const INDEX_FRACTION = BigInt(BITS.cashIndexFraction);
const INDEX_ONE = 2 ** BITS.cashIndexFraction;

/** A margin of n lots of one side as doubles: n × (linear + n × slope), µUSD per lot and per lot². */
export interface LotMargin {
  readonly linear: number;
  readonly slope: number;
}

/** One side of one market as doubles. */
export interface SideCoefficients {
  /** Worth of one lot, µUSD: mark, and the cash of one lot since the market's first known index; negative for shorts. */
  readonly value: number;
  /** Standard margins. */
  readonly maintenance: LotMargin;
  readonly initial: LotMargin;
  /** Number of the underlying, 0 of an expired instrument. */
  readonly underlying: number;
  /** What one lot of this side gains in each scenario, µUSD, exact. */
  readonly gains: readonly number[];
}

/**
 * The coefficients of one side (+1 long, −1 short), each rounded once, to the nearest double.
 * Margins are read off the rule: with m(n) the margin of n lots, slope = (m(2) − 2 m(1)) / 2 and linear = m(1) − slope.
 * @param indexShift index of that side − the index that accounts' cash is counted from, µUSD per lot × 2^24
 */
export function sideCoefficients(side: 1n | -1n, figures: ScenarioFigures, indexShift: bigint): SideCoefficients {
  const [one, two] = [holding(side, figures), holding(2n * side, figures)];
  return {
    value: Number((one.value << INDEX_FRACTION) + side * indexShift) / INDEX_ONE,
    maintenance: lotMargin(one.maintenance, two.maintenance, HOLDING_MAINTENANCE_BITS),
    initial: lotMargin(one.margin, two.margin, HOLDING_MARGIN_BITS),
    underlying: figures.underlying,
    gains: figures.values.map((value) => Number(side * value)),
  };
}

function lotMargin(one: bigint, two: bigint, fractionBits: bigint): LotMargin {
  const unit = 2 ** Number(fractionBits);
  const slope = (two - 2n * one) / 2n;
  return { linear: Number(one - slope) / unit, slope: Number(slope) / unit };
}

/** An account's cash in µUSD as of the base indices, rounded once: collateral + Σ size × (base index − snapshot). */
export function cashAtBase(
  collateral: bigint,
  positions: readonly Pick<Position, 'size' | 'snapshot'>[],
  baseOf: (place: number) => bigint,
): number {
  let cash = collateral << INDEX_FRACTION;
  positions.forEach(({ size, snapshot }, place) => {
    cash += size * (baseOf(place) - snapshot);
  });
  return Number(cash) / INDEX_ONE;
}
