import { type LeastSquares, minimiseSquares } from './levenberg-marquardt.ts';
import { durrleman, type RawSvi, scaledVariance, totalVariance, varianceJet } from './svi.ts';

/** What a slice is fitted to: a quoted total variance at a log-moneyness. */
export interface VariancePoint {
  readonly k: number;
  readonly w: number;
  /** Of (fitted − quoted) total variance, so that the product is the price error in half spreads. */
  readonly weight: number;
}

/** Where the slice shall be free of arbitrage: at each k, g ≥ 0 and w at least that of the expiry before. */
export interface VarianceFloor {
  readonly k: Float64Array;
  readonly w: Float64Array;
}

/** Slopes of the wings (R. Lee, "The moment formula for implied volatility at extreme strikes", Math. Finance 14 (2004) 469–480: at most 2). */
const WING_MAX = 1.99;
const WING_MIN = 1e-6;
/** Of the span of the points: a sharper bend between two strikes is seen by none of them. */
const S_MIN = 0.05;
const S_MAX = 5;
/** Penalties in half spreads per unit of g, and per share of the total variance. */
const BUTTERFLY_PENALTY = 300;
const CALENDAR_PENALTY = 3000;
/** Mean squared residual, in half spreads, below which no other valley is looked for. */
const GOOD_FIT = 0.5;
/** Kept clear of the edge, so that little is left to repair. */
const DENSITY_MIN = 0.01;

/** The parameters of the search: a, slopes of the left and the right wing, m, ln s. In the first three w is linear. */
const toSvi = ([a, left, right, m, logS]: ArrayLike<number> & Iterable<number>): RawSvi => {
  const [l, r] = [left!, right!];
  return { a: a!, b: (l + r) / 2, rho: l + r > 0 ? (r - l) / (l + r) : 0, m: m!, s: Math.exp(logS!) };
};

/** Least squares in a and the two wings for given m and s; the wings are cut to their bounds one after the other. */
function linearFit(points: readonly VariancePoint[], m: number, s: number): [number, number, number] {
  // w = a + left · x + right · y.
  const basis = points.map(({ k, w, weight }) => {
    const root = Math.hypot(k - m, s);
    return { x: (root - (k - m)) / 2, y: (root + (k - m)) / 2, w, q: weight * weight };
  });
  const sums = { q: 0, x: 0, y: 0, w: 0 };
  for (const { x, y, w, q } of basis) {
    sums.q += q;
    sums.x += q * x;
    sums.y += q * y;
    sums.w += q * w;
  }
  const mean = { x: sums.x / sums.q, y: sums.y / sums.q, w: sums.w / sums.q };
  let [xx, xy, yy, xw, yw] = [0, 0, 0, 0, 0];
  for (const at of basis) {
    const [x, y, w] = [at.x - mean.x, at.y - mean.y, at.w - mean.w];
    xx += at.q * x * x;
    xy += at.q * x * y;
    yy += at.q * y * y;
    xw += at.q * x * w;
    yw += at.q * y * w;
  }
  const cut = (slope: number): number =>
    Number.isFinite(slope) ? Math.min(Math.max(slope, WING_MIN), WING_MAX) : WING_MIN;
  const free = cut((xw * yy - yw * xy) / (xx * yy - xy * xy));
  const right = cut((yw - xy * free) / yy);
  const left = cut((xw - xy * right) / xx);
  return [mean.w - left * mean.x - right * mean.y, left, right];
}

/**
 * The best of a coarse table of (m, s), each with its linear fit: a start in the right valley. For given m and s SVI is linear (S. De Marco, C. Martini,
 * "Quasi-explicit calibration of Gatheral's SVI model", Zeliade Systems 2009).
 */
function coarseFit(points: readonly VariancePoint[]): number[] {
  const [low, high] = [points[0]!.k, points.at(-1)!.k];
  const span = Math.max(high - low, 0.01);
  let best: number[] = [];
  let bestCost = Infinity;
  for (const place of [0.25, 0.4, 0.5, 0.6, 0.75]) {
    for (const width of [0.03, 0.08, 0.2, 0.5]) {
      const [m, s] = [low + place * span, width * span];
      const linear = linearFit(points, m, s);
      const parameters = [...linear, m, Math.log(s)];
      const svi = toSvi(parameters);
      const cost = points.reduce((sum, { k, w, weight }) => sum + (weight * (totalVariance(svi, k) - w)) ** 2, 0);
      if (cost < bestCost) [best, bestCost] = [parameters, cost];
    }
  }
  return best;
}

function leastSquares(points: readonly VariancePoint[], floor: VarianceFloor): LeastSquares {
  const [low, high] = [points[0]!.k, points.at(-1)!.k];
  const largest = Math.max(...points.map(({ w }) => w));
  return {
    lower: [-largest, 0, 0, low - 0.5, Math.log(S_MIN * (high - low))],
    upper: [2 * largest, WING_MAX, WING_MAX, high + 0.5, Math.log(S_MAX)],
    differences: [largest * 1e-7, 1e-7, 1e-7, 1e-7, 1e-6],
    residuals: points.length + 2 * floor.k.length,
    evaluate(parameters, into) {
      const svi = toSvi(parameters);
      points.forEach(({ k, w, weight }, i) => {
        into[i] = weight * (totalVariance(svi, k) - w);
      });
      for (let j = 0, i = points.length; j < floor.k.length; j++) {
        const jet = varianceJet(svi, floor.k[j]!);
        into[i++] = BUTTERFLY_PENALTY * Math.max(0, Math.min(DENSITY_MIN - durrleman(jet, floor.k[j]!), 10));
        into[i++] = CALENDAR_PENALTY * Math.max(0, floor.w[j]! / Math.max(jet.w, 1e-9) - 1);
      }
    },
  };
}

/** The slice before, raised or lowered by the median of what the points differ from it: for an expiry with too few points for a shape of its own. */
export function shiftedSlice(before: RawSvi, points: readonly VariancePoint[]): RawSvi {
  const levels = points.map(({ k, w }) => w - totalVariance(before, k)).sort((x, y) => x - y);
  return { ...before, a: before.a + levels[levels.length >> 1]! };
}

/** A shape at the level of the points: the median of the ratios of their total variance to its own. */
export function scaledSlice(shape: RawSvi, points: readonly VariancePoint[]): RawSvi {
  const ratios = points.map(({ k, w }) => w / totalVariance(shape, k)).sort((x, y) => x - y);
  return scaledVariance(shape, (ratios[(ratios.length - 1) >> 1]! + ratios[ratios.length >> 1]!) / 2);
}

const toParameters = ({ a, b, rho, m, s }: RawSvi): number[] => [a, b * (1 - rho), b * (1 + rho), m, Math.log(s)];

/**
 * Raw SVI fitted to at least five points in ascending k, least squares with a penalty where it would allow arbitrage; what that leaves is for
 * `repairSlice`. The search starts from a coarse fit; where that ends in a poor one, once more from the slice of the expiry before, whose wings are above
 * the floor already.
 */
export function fitSlice(points: readonly VariancePoint[], floor: VarianceFloor, before: RawSvi | null): RawSvi {
  const problem = leastSquares(points, floor);
  const first = minimiseSquares(problem, coarseFit(points));
  if (!before || first.cost < GOOD_FIT * points.length) return toSvi(first.at);
  const second = minimiseSquares(problem, toParameters(shiftedSlice(before, points)));
  return toSvi(second.cost < first.cost ? second.at : first.at);
}
