/** The middle of some values; of an even number the mean of the two in the middle, rounded down. Throws RangeError for none. */
export function median(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('Nothing has no median.');
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2n;
}
