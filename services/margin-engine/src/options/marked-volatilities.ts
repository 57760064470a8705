import { black76Price } from './black76.ts';
import { deviationFloor } from './deviation-floor.ts';
import { markDeviations, type PricedOption, valueInTheMoney } from './mark-deviations.ts';
import type { ExpirySeries, OptionMarks } from './option-marks.ts';

/** µUSD per lot between what a volatility gives and what the mark is: half of it is rounding. Signers allow one more, for marks that were raised to 1. */
export const MARKED_SLACK = 1n;

/** The volatility nearest to the model's at which an option is worth its mark. */
function nearest(option: PricedOption, deviation: number): number {
  const { kind, forward, strike, price } = option;
  const terms = { kind, forward: Number(forward), strike: Number(strike), years: 1 } as const;
  if (Math.abs(black76Price(terms, deviation) - Number(price)) <= Number(MARKED_SLACK)) return deviation;
  const range = markDeviations(option, MARKED_SLACK);
  if (!range) throw new RangeError(`A mark of ${price} at a forward of ${forward} is no price of ${kind} ${strike}.`);
  return Math.min(Math.max(deviation, range.least), range.most);
}

/**
 * The volatility (per √year) of every strike as its marks tell it, in the order of the series: the model's, but where making the marks convex has moved them, the nearest to it
 * that gives the mark; and none far below all others (`deviationFloor`). So whoever sees marks and forward alone can check what is computed with it.
 * `marks` are those of `optionMarks` for this series. Throws RangeError where they cannot be.
 */
export function markedVolatilities(
  { forward, strikes, years }: Omit<ExpirySeries, 'discountFactor'>,
  { calls }: OptionMarks,
  volatilityAt: (k: number, strike: bigint) => number,
): number[] {
  const model = strikes.map((strike) => volatilityAt(Math.log(Number(strike) / Number(forward)), strike));
  if (years === 0) return model;
  const marked = strikes.map((strike, i) => {
    // What is not in the money is precise: the rest of the other side's mark is an integer (put-call parity).
    const kind = strike >= forward ? 'call' : 'put';
    const timeValue = calls[i]! - valueInTheMoney({ kind: 'call', forward, strike });
    const option: PricedOption = { kind, forward, strike, price: timeValue };
    return { option, timeValue, least: nearest(option, model[i]! * Math.sqrt(years)) };
  });
  const floor = deviationFloor(marked);
  return marked.map(({ option, least: deviation }, i) => {
    const raised =
      deviation >= floor ? deviation : Math.max(deviation, Math.min(floor, markDeviations(option, MARKED_SLACK)!.most));
    // The model's own where nothing was moved, to the last digit.
    return raised === model[i]! * Math.sqrt(years) ? model[i]! : raised / Math.sqrt(years);
  });
}
