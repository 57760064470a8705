/**
 * The least of 0 … `most` for which a statement holds that holds for all numbers from some number on; `most` where it holds for none below it, which is
 * then not asked for.
 */
export function leastWhere(most: bigint, holds: (n: bigint) => boolean): bigint {
  let [low, high] = [0n, most];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return high;
}
