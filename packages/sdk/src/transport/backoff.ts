/** How long to wait before the next attempt, milliseconds: doubling, with full jitter so that clients do not return in step. */
export function backoffMilliseconds(attempt: number, random: () => number = Math.random): number {
  const FIRST = 200;
  const LONGEST = 10_000;
  const ceiling = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
