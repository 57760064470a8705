import { checkTerms, intrinsicValue, logMoneyness, type OptionTerms } from './black76.ts';
import { normalisedBlack, normalisedShortfall, normalisedVega } from './normalised-black.ts';

/** Why a price has no implied volatility. */
export type ImpliedVolatilityFault = 'below-intrinsic' | 'above-bound' | 'expired';

/** The price that was given lies outside what Black's formula can give. */
export class ImpliedVolatilityError extends RangeError {
  readonly fault: ImpliedVolatilityFault;

  constructor(fault: ImpliedVolatilityFault, message: string) {
    super(message);
    this.name = 'ImpliedVolatilityError';
    this.fault = fault;
  }
}

/** A function whose zero is sought, and its first two derivatives. */
interface Jet {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

const STEPS_MAX = 100;
/** Last bits in which two steps may differ for ever. */
const RESOLUTION = 2 * Number.EPSILON;

/**
 * The zero of an increasing function in (low, high), from `start`: Halley's step where it stays in the bracket that the signs seen so far give, else
 * bisection (geometric, for the bracket spans magnitudes). Ends when a step no longer moves the last bits.
 */
function increasingRoot(jet: (s: number) => Jet, start: number, bracket: { low: number; high: number }): number {
  let { low, high } = bracket;
  let s = start;
  for (let step = 0; step < STEPS_MAX; step++) {
    const { value, slope, curvature } = jet(s);
    if (value === 0) return s;
    if (value < 0) low = s;
    else high = s;
    const newton = value / slope;
    const halley = newton / Math.max(1 - (newton * curvature) / (2 * slope), 0.5);
    let next = s - halley;
    if (!(next > low && next < high)) next = low > 0 ? Math.sqrt(low) * Math.sqrt(high) : high / 2;
    if (Math.abs(next - s) <= RESOLUTION * s) return next;
    s = next;
  }
  return s;
}

/** b and its derivatives by s: b'' / b' = x²/s³ − s/4. */
const curvatureRatio = (x: number, s: number): number => (x * x) / (s * s * s) - s / 4;

/**
 * Price below that at the inflection point √(2|x|): there ln b ≈ −x²/(2s²), so 1/ln b is nearly a parabola (Jäckel 2015, section 4). Given as
 * 1/ln β − 1/ln b, increasing in s.
 */
function lowerJet(x: number, target: number): (s: number) => Jet {
  const inverse = 1 / Math.log(target);
  return (s) => {
    const b = normalisedBlack(x, s);
    // Too small to be told from nothing: only the sign counts.
    if (b === 0) return { value: -1, slope: 0, curvature: 0 };
    const log = Math.log(b);
    const ratio = normalisedVega(x, s) / b;
    const slope = ratio / (log * log);
    return {
      value: (target === b ? 0 : Math.log(b / target) / log) * inverse,
      slope,
      curvature: slope * (curvatureRatio(x, s) - ratio - (2 * ratio) / log),
    };
  };
}

/** Price near its upper bound: ln of what is short of it, nearly a parabola in s; as ln(short of β) − ln(short of b), increasing. */
function upperJet(x: number, shortfall: number): (s: number) => Jet {
  return (s) => {
    const short = normalisedShortfall(x, s);
    if (short === 0) return { value: 1, slope: 0, curvature: 0 };
    const ratio = normalisedVega(x, s) / short;
    return { value: -Math.log(short / shortfall), slope: ratio, curvature: ratio * (curvatureRatio(x, s) + ratio) };
  };
}

function middleJet(x: number, target: number): (s: number) => Jet {
  return (s) => {
    const slope = normalisedVega(x, s);
    return { value: normalisedBlack(x, s) - target, slope, curvature: slope * curvatureRatio(x, s) };
  };
}

/** σ√T from the normalised price β of an option at or out of the money and what it is short of its bound, e^{x/2} − β. */
function impliedDeviation(x: number, target: number, shortfall: number): number {
  // The price as a function of s is convex up to here and concave after it (S. Manaster, G. Koehler, J. Finance 37 (1982) 227–230).
  const inflection = Math.sqrt(-2 * x);
  const atInflection = normalisedBlack(x, inflection);
  if (target < atInflection) {
    const guess = Math.min(-x / Math.sqrt(-2 * Math.log(target)), inflection);
    return increasingRoot(lowerJet(x, target), guess, { low: 0, high: inflection });
  }
  // At the money b = 2Φ(s/2) − 1 ≈ s/√(2π): Newton's first step from the inflection, which never overshoots.
  const guess = inflection + (target - atInflection) / normalisedVega(x, Math.max(inflection, Number.MIN_VALUE));
  const jet = target > 0.5 * Math.exp(x / 2) ? upperJet(x, shortfall) : middleJet(x, target);
  return increasingRoot(jet, guess, { low: inflection, high: 100 });
}

/**
 * The volatility (per √year, 1 = 100 %) at which `black76Price` gives this price, to the last digits that the price determines: the relative error is
 * about 1e-16 × price / (vega × volatility). The price of its intrinsic value alone gives 0.
 * Throws ImpliedVolatilityError below discounted intrinsic value, at or above the discounted forward (call) or strike (put), and at expiry;
 * RangeError where the terms are unsound.
 */
export function impliedVolatility(terms: OptionTerms, price: number): number {
  checkTerms(terms);
  const { kind, forward, strike, years, discountFactor = 1 } = terms;
  const undiscounted = price / discountFactor;
  const bound = kind === 'call' ? forward : strike;
  const timeValue = undiscounted - intrinsicValue(terms);
  if (!(timeValue >= 0)) {
    throw new ImpliedVolatilityError('below-intrinsic', `A ${kind} at ${price} is worth less than exercising it.`);
  }
  if (undiscounted >= bound) {
    throw new ImpliedVolatilityError('above-bound', `A ${kind} at ${price} costs as much as what it can ever pay.`);
  }
  if (timeValue === 0) return 0;
  if (years === 0) throw new ImpliedVolatilityError('expired', 'An expired option has no volatility.');
  const unit = Math.sqrt(forward) * Math.sqrt(strike);
  const x = -Math.abs(logMoneyness(forward, strike));
  const target = timeValue / unit;
  return target === 0 ? 0 : impliedDeviation(x, target, (bound - undiscounted) / unit) / Math.sqrt(years);
}
