const FIRST = 250;
const LONGEST = 15_000;
const DOUBLINGS = 10;

/**
 * Milliseconds to wait before the next attempt after `failures` (1 or more) in a row: doubling up to 15 s, between half and
 * all of it by chance, so that many clients do not return in step.
 */
export function backoffMilliseconds(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** Math.min(failures - 1, DOUBLINGS));
  return Math.round((ceiling * (1 + random())) / 2);
}
