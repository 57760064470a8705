import { logMoneyness, type OptionTerms } from './black76.ts';
import { black76Greeks } from './black76-greeks.ts';
import { ImpliedVolatilityError, impliedVolatility } from './implied-volatility.ts';
import { type ExpiryQuotes, midQuote, type OptionQuote } from './option-chain.ts';
import { type Forward, parityForward } from './parity-forward.ts';
import { type RawSvi, totalVariance } from './svi.ts';
import { fitSlice, scaledSlice, shiftedSlice, type VarianceFloor, type VariancePoint } from './svi-fit.ts';
import { repairSlice } from './svi-repair.ts';

/** The fitted smile of one expiry. */
export interface SurfaceSlice {
  /** Unix seconds. */
  readonly expiry: number;
  readonly years: number;
  readonly forward: Forward;
  readonly svi: RawSvi;
  /** Strikes that were fitted. */
  readonly points: number;
  /** Root of the mean squared price error of the fitted mids, in half spreads. */
  readonly error: number;
  /** What `repairSlice` had to do. */
  readonly lift: number;
  readonly flattening: number;
}

/** Slices in the order of expiry, free of butterfly arbitrage each and of calendar arbitrage between them for |k| ≤ reach. */
export interface VolatilitySurface {
  readonly slices: readonly SurfaceSlice[];
  /** Greatest |ln(K/F)| for which the absence of arbitrage was checked. */
  readonly reach: number;
}

/** Fewer points cannot hold five parameters: such an expiry takes the shape given, else of the one before, else one volatility for all strikes. */
const POINTS_MIN = 5;
const REACH_MIN = 0.5;
/** Points on either side of k = 0 of the grid in the fit and of the finer one in the repair. */
const FIT_GRID = 25;
const REPAIR_GRID = 400;
/** The grids are denser near the money, where short expiries bend: k = reach · sinh(5u)/sinh(5). */
const DENSITY = 5;
/** A spread narrower than this share of the forward is counted as this, else single quotes rule the fit. */
const SPREAD_MIN = 1e-4;
/** Of the middle: a wider quote of an option that is worth more than a few ticks says little of its value. */
const RELATIVE_SPREAD_MAX = 0.5;
const SPREAD_FREE = 1e-3;
/** A price below this share of the forward is below what any tick resolves. */
const PRICE_MIN = 1e-6;

const grid = (reach: number, half: number): Float64Array =>
  Float64Array.from(
    { length: 2 * half + 1 },
    (_, j) => (reach * Math.sinh((DENSITY * (j - half)) / half)) / Math.sinh(DENSITY),
  );

function toPoint(quote: OptionQuote, forward: number, expiry: ExpiryQuotes): VariancePoint | null {
  const quoted = midQuote(quote);
  const { kind, strike } = quote;
  if (!quoted || (kind === 'call') !== strike >= forward) return null;
  if (quoted.mid < PRICE_MIN * forward) return null;
  if (quoted.spread > Math.max(RELATIVE_SPREAD_MAX * quoted.mid, SPREAD_FREE * forward)) return null;
  const { years, discountFactor } = expiry;
  const terms: OptionTerms = { kind, strike, forward, years, discountFactor };
  try {
    const volatility = impliedVolatility(terms, quoted.mid);
    // ∂price/∂w: vega by σ, and w = σ²T.
    const sensitivity = black76Greeks(terms, volatility).vega / (2 * volatility * years);
    const weight = (2 * sensitivity) / Math.max(quoted.spread, SPREAD_MIN * forward);
    const point = { k: -logMoneyness(forward, strike), w: volatility * volatility * years, weight };
    return weight > 0 && Number.isFinite(weight) ? point : null;
  } catch (error) {
    // A mid outside the no-arbitrage bounds says nothing of volatility.
    if (error instanceof ImpliedVolatilityError) return null;
    throw error;
  }
}

function flatFit(points: readonly VariancePoint[]): RawSvi {
  let [sum, weights] = [0, 0];
  for (const { w, weight } of points) {
    sum += weight * weight * w;
    weights += weight * weight;
  }
  return { a: sum / weights, b: 0, rho: 0, m: 0, s: 1 };
}

/** A slice of too few points for a shape of its own. */
function sparseSlice(points: readonly VariancePoint[], shape: RawSvi | null, before: RawSvi | null): RawSvi {
  if (shape) return scaledSlice(shape, points);
  return before ? shiftedSlice(before, points) : flatFit(points);
}

const fitError = (svi: RawSvi, points: readonly VariancePoint[]): number =>
  Math.sqrt(
    points.reduce((sum, { k, w, weight }) => sum + (weight * (totalVariance(svi, k) - w)) ** 2, 0) / points.length,
  );

/**
 * Fits every expiry's smile to the middles of the quotes at and out of the money, nearest expiry first, each kept above the one before. Residuals are price
 * errors in half spreads. An expiry without any usable quote is left out. Throws RangeError where an expiry is not in the future or appears twice.
 */
export function fitSurface(expiries: readonly ExpiryQuotes[]): VolatilitySurface {
  const ascending = [...expiries].sort((a, b) => a.years - b.years);
  if (ascending.some(({ years }, i) => !(years > (ascending[i - 1]?.years ?? 0)))) {
    throw new RangeError('Expiries of a surface lie in the future and differ.');
  }
  const prepared = ascending.flatMap((expiry) => {
    const forward = parityForward(expiry);
    const points = expiry.quotes
      .map((quote) => toPoint(quote, forward.price, expiry))
      .filter((point) => point !== null)
      .sort((a, b) => a.k - b.k);
    return points.length > 0 ? [{ expiry, forward, points }] : [];
  });
  const reach = prepared.reduce(
    (far, { points }) => Math.max(far, -points[0]!.k * 1.1, points.at(-1)!.k * 1.1),
    REACH_MIN,
  );
  const [coarse, fine] = [grid(reach, FIT_GRID), grid(reach, REPAIR_GRID)];
  let before: RawSvi | null = null;
  const floorOn = (k: Float64Array): VarianceFloor => ({
    k,
    w: k.map((at) => (before ? totalVariance(before, at) : 0)),
  });
  const slices = prepared.map(({ expiry, forward, points }): SurfaceSlice => {
    const fitted =
      points.length >= POINTS_MIN
        ? fitSlice(points, floorOn(coarse), before)
        : sparseSlice(points, expiry.shape ?? null, before);
    const { svi, lift, flattening } = repairSlice(fitted, floorOn(fine));
    before = svi;
    return {
      expiry: expiry.expiry,
      years: expiry.years,
      forward,
      svi,
      points: points.length,
      error: fitError(svi, points),
      lift,
      flattening,
    };
  });
  return { slices, reach };
}
