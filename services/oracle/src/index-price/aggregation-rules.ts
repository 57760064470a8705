/** How an index is made of its sources. */
export interface AggregationRules {
  /**
   * Sources that must agree, 1 or more. The index withstands (quorum − 1) / 2 liars among those it uses: 3 for one, 5 for two.
   */
  readonly quorum: number;
  /** A source farther from the median than so many times the median absolute deviation is an outlier, 3 or more. */
  readonly deviationMultiple: number;
  /**
   * No source this near to the median is an outlier, parts per million of the price. Without a floor three sources that
   * agree to the cent would throw out a fourth that is two cents away.
   */
  readonly deviationFloorPpm: number;
  /** How far a source's clock may run ahead, milliseconds. */
  readonly maxAheadMs: number;
}

/** For venues that trade one asset against the dollar: they stay within half a percent of each other in all but the worst minutes. */
export const DEFAULT_AGGREGATION: AggregationRules = {
  quorum: 3,
  deviationMultiple: 5,
  deviationFloorPpm: 5_000,
  maxAheadMs: 2_000,
};
