import { black76Price, checkTerms, logMoneyness, type OptionTerms } from './black76.ts';
import { normalCdf, normalDensity } from './normal-distribution.ts';

/** Derivatives of the Black-76 price, per unit and year; divide vega and rho by 100 for a percentage point, theta by 365 for a day. */
export interface Greeks {
  /** ∂V/∂F, the number of forwards (or futures margined at the end) that hedges one option. */
  readonly delta: number;
  /** ∂²V/∂F², per unit of money. */
  readonly gamma: number;
  /** ∂V/∂σ, for a volatility of 1.00. */
  readonly vega: number;
  /** −∂V/∂T with the forward and the rate held, per year. */
  readonly theta: number;
  /** ∂V/∂r with the spot price held, F = S e^{rT}: D·T·K·Φ(d2) of a call, −D·T·K·Φ(−d2) of a put; for a rate of 1.00. */
  readonly rho: number;
}

/**
 * Greeks of `black76Price`, by differentiating it (F. Black 1976; M. B. Garman, S. W. Kohlhagen 1983 for rho). At expiry, or without volatility, delta and rho
 * are those of the exercised or abandoned option (half of both at the money) and the others 0.
 * Throws RangeError as `black76Price` does.
 */
export function black76Greeks(terms: OptionTerms, volatility: number): Greeks {
  checkTerms(terms);
  const price = black76Price(terms, volatility);
  const { forward, strike, years, discountFactor: discount = 1 } = terms;
  const sign = terms.kind === 'call' ? 1 : -1;
  const x = logMoneyness(forward, strike);
  const s = volatility * Math.sqrt(years);
  const d1 = s > 0 ? x / s + s / 2 : x === 0 ? 0 : Math.sign(x) * Infinity;
  const d2 = s > 0 ? x / s - s / 2 : d1;
  const delta = sign * discount * normalCdf(sign * d1);
  const rho = sign * discount * years * strike * normalCdf(sign * d2);
  if (s === 0) return { delta, gamma: 0, vega: 0, theta: 0, rho };
  const density = discount * normalDensity(d1);
  const rate = years > 0 ? -Math.log(discount) / years : 0;
  return {
    delta,
    gamma: density / (forward * s),
    vega: forward * density * Math.sqrt(years),
    theta: (-forward * density * volatility) / (2 * Math.sqrt(years)) + rate * price,
    rho,
  };
}
