import { BITS, holding, MAINTENANCE_FRACTION_BITS, type MarketFigures } from '@tenor/protocol';

const INDEX_FRACTION = BigInt(BITS.cashIndexFraction);
const INDEX_ONE = 2 ** BITS.cashIndexFraction;
const MAINTENANCE_ONE = 2 ** Number(MAINTENANCE_FRACTION_BITS);

/** One side of one market as doubles: a holding of n lots is worth n × value and needs n × (linear + n × slope). */
export interface SideCoefficients {
  /** µUSD per lot: mark, and the cash of one lot since the market's first known index; negative for shorts. */
  readonly value: number;
  /** Maintenance margin, µUSD per lot. */
  readonly linear: number;
  /** Maintenance margin, µUSD per lot². */
  readonly slope: number;
}

/**
 * The coefficients of one side (+1 long, −1 short), each rounded once, to the nearest double.
 * They are read off the rule: with m(n) the maintenance margin of n lots, slope = (m(2) − 2 m(1)) / 2 and linear = m(1) − slope.
 * @param indexShift index of that side − the index that accounts' cash is counted from, µUSD per lot × 2^24
 */
export function sideCoefficients(side: 1n | -1n, figures: MarketFigures, indexShift: bigint): SideCoefficients {
  const one = holding(side, figures);
  const slope = (holding(2n * side, figures).maintenance - 2n * one.maintenance) / 2n;
  return {
    value: Number((one.value << INDEX_FRACTION) + side * indexShift) / INDEX_ONE,
    linear: Number(one.maintenance - slope) / MAINTENANCE_ONE,
    slope: Number(slope) / MAINTENANCE_ONE,
  };
}

/** An account's cash in µUSD as of the base indices, rounded once: collateral + Σ size × (base index − snapshot). */
export function cashAtBase(
  collateral: bigint,
  positions: readonly { size: bigint; snapshot: bigint }[],
  baseOf: (place: number) => bigint,
): number {
  let cash = collateral << INDEX_FRACTION;
  positions.forEach(({ size, snapshot }, place) => {
    cash += size * (baseOf(place) - snapshot);
  });
  return Number(cash) / INDEX_ONE;
}
