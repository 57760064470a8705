/** How one instrument is quoted. ppm: parts per million of the reference price. */
export interface LadderParameters {
  readonly levels: number;
  /** Distance of the best quote from the centre. */
  readonly halfSpreadPpm: bigint;
  /** Distance between levels. */
  readonly levelStepPpm: bigint;
  /** How far a full inventory moves the centre. */
  readonly skewPpm: bigint;
  /** Lots of the best level; level i has (i + 1) times as many. */
  readonly levelLots: bigint;
  /** Lots the position may have at most on either side, quotes included. */
  readonly maxInventoryLots: bigint;
}

export interface Quote {
  readonly side: 'buy' | 'sell';
  /** 0 is the best. */
  readonly level: number;
  readonly ticks: bigint;
  readonly lots: bigint;
}

const MILLION = 1_000_000n;
const floorQuotient = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);
const ceilQuotient = (a: bigint, b: bigint): bigint => -floorQuotient(-a, b);
const clamp = (value: bigint, bound: bigint): bigint => (value > bound ? bound : value < -bound ? -bound : value);

/**
 * The quotes wanted around a reference price: symmetric about a centre that an inventory moves away from the side that would
 * add to it. Bids are rounded down and asks up, so the best bid is always below the best ask; filling every quote of a side
 * never takes the position beyond its cap.
 * @param referenceTicks positive
 * @param inventoryLots signed position
 * @param widening spread multiplier, at least 1
 */
export function quoteLadder(
  parameters: LadderParameters,
  referenceTicks: bigint,
  inventoryLots: bigint,
  widening = 1n,
): Quote[] {
  const { maxInventoryLots } = parameters;
  const skew = floorQuotient(-parameters.skewPpm * clamp(inventoryLots, maxInventoryLots), maxInventoryLots);
  // In ticks × 10^6 · 10^6, so that skew and distance are applied without rounding in between.
  const centre = referenceTicks * (MILLION + skew);
  const quotes: Quote[] = [];
  for (const side of ['buy', 'sell'] as const) {
    let room = side === 'buy' ? maxInventoryLots - inventoryLots : maxInventoryLots + inventoryLots;
    let previous: bigint | null = null;
    for (let level = 0; level < parameters.levels && room > 0n; level++) {
      const distance = (parameters.halfSpreadPpm + parameters.levelStepPpm * BigInt(level)) * widening;
      const price = centre * (side === 'buy' ? MILLION - distance : MILLION + distance);
      const ticks = side === 'buy' ? floorQuotient(price, MILLION * MILLION) : ceilQuotient(price, MILLION * MILLION);
      if (ticks <= 0n || ticks === previous) continue;
      const wanted = parameters.levelLots * BigInt(level + 1);
      const lots = wanted < room ? wanted : room;
      quotes.push({ side, level, ticks, lots });
      previous = ticks;
      room -= lots;
    }
  }
  return quotes;
}
