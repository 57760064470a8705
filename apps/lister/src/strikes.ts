/** Strikes of one expiry: where they should be, and how far from that one still serves. */
export interface StrikeTarget {
  /** Standard deviations from the index: 0, 1, −1, … */
  readonly deviations: number;
  /** The strike to list where none serves yet, whole USD. */
  readonly strike: number;
  /** USD, both included: a strike in between serves. */
  readonly low: number;
  readonly high: number;
}

const HOURS_PER_YEAR = 365 * 24;
/** What strikes are multiples of, USD: the ladder 1, 5, 10, 25, 50, 100, 250, … */
const FRACTIONS = [5, 2.5, 1];

/** The largest step of the ladder that is at most this wide, at least 1. USD. */
export function strikeStep(most: number): number {
  for (let power = 10 ** Math.max(0, Math.floor(Math.log10(most))); power >= 1; power /= 10) {
    const fraction = FRACTIONS.find((part) => part * power <= most && Number.isInteger(part * power));
    if (fraction !== undefined) return fraction * power;
  }
  return 1;
}

/**
 * Where strikes should be for an expiry, at the money first and then outwards: at the index times e^(k·σ√T) for k = 0, ±1, … , rounded to the
 * ladder's step of about half a standard deviation. A strike within half a standard deviation of a target serves it.
 * @param index USD per unit
 * @param volatility of a year, such as 0.6
 * @param hours to the expiry, positive
 * @param widest standard deviations of the outermost strikes, 0 or more
 */
export function strikeTargets(index: number, volatility: number, hours: number, widest: number): StrikeTarget[] {
  const deviation = volatility * Math.sqrt(hours / HOURS_PER_YEAR);
  const step = strikeStep((index * Math.exp(-widest * deviation) * deviation) / 2);
  const targets: StrikeTarget[] = [];
  for (let distance = 0; distance <= widest; distance++) {
    for (const deviations of distance === 0 ? [0] : [distance, -distance]) {
      const exact = index * Math.exp(deviations * deviation);
      const strike = Math.max(step, Math.round(exact / step) * step);
      const half = Math.exp(deviation / 2);
      // Where the step is coarse (a cheap underlying), the rounded strike serves in any case.
      targets.push({
        deviations,
        strike,
        low: Math.min(strike, exact / half),
        high: Math.max(strike, exact * half),
      });
    }
  }
  return targets;
}
