/**
 * The standard normal distribution in double precision, tails included.
 *
 * Rational Chebyshev approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969) 631–637, in the
 * scaling for the normal distribution of his Algorithm 715, ACM Trans. Math. Softw. 19 (1993) 22–32 (function ANORM). Relative error about 1e-15 as long
 * as the result is a normal double (x > −37.5). The published coefficients are written as the nearest double.
 */

/** Numerator and denominator of one rational function, highest power first; both lists have the same length. */
interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** |x| ≤ 0.67448975: Φ(x) − ½ = x · r(x²). */
const CENTRE: Rational = {
  numerator: [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
  denominator: [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
};
/** 0.67448975 < |x| ≤ √32: Φ(−|x|) = exp(−x²/2) · r(|x|). */
const FLANK: Rational = {
  numerator: [
    1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
    2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
  ],
  denominator: [
    1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
    34900.95272114598, 38912.00328609327, 19685.429676859992,
  ],
};
/** |x| > √32: Φ(−|x|) = exp(−x²/2) / |x| · (1/√(2π) − r(1/x²) / x²). */
const TAIL: Rational = {
  numerator: [
    0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
    2.9112874951168793e-5,
  ],
  denominator: [
    1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
  ],
};
const CENTRE_END = 0.67448975;
const FLANK_END = Math.sqrt(32);
export const INVERSE_SQRT_2PI = 0.3989422804014327;

function evaluate({ numerator, denominator }: Rational, x: number): number {
  let above = 0;
  let below = 0;
  for (let i = 0; i < numerator.length; i++) {
    above = above * x + numerator[i]!;
    below = below * x + denominator[i]!;
  }
  return above / below;
}

/** exp(−x²/2), with x² split in two so that its rounding does not grow with x (Cody 1969, section 4). */
function gaussian(x: number): number {
  const high = Math.trunc(x * 16) / 16;
  const rest = (x - high) * (x + high);
  return Math.exp(-0.5 * high * high) * Math.exp(-0.5 * rest);
}

/** Φ(−y) · exp(y²/2) for y > 0.67448975. */
function scaledTail(y: number): number {
  if (y <= FLANK_END) return evaluate(FLANK, y);
  const square = 1 / (y * y);
  return (INVERSE_SQRT_2PI - square * evaluate(TAIL, square)) / y;
}

/** φ(x), the density. */
export const normalDensity = (x: number): number => INVERSE_SQRT_2PI * gaussian(x);

/** Φ(x), the distribution function. */
export function normalCdf(x: number): number {
  const y = Math.abs(x);
  if (y <= CENTRE_END) return 0.5 + x * evaluate(CENTRE, x * x);
  if (y === Number.POSITIVE_INFINITY) return x > 0 ? 1 : 0;
  const tail = gaussian(y) * scaledTail(y);
  return x < 0 ? tail : 1 - tail;
}

/** Φ(x) / φ(x), Mills' ratio at −x: finite and precise where both underflow. For x ≤ 0. */
export function millsRatio(x: number): number {
  if (-x > CENTRE_END) return scaledTail(-x) / INVERSE_SQRT_2PI;
  return normalCdf(x) / normalDensity(x);
}
