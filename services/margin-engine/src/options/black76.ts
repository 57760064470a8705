import { normalisedBlack } from './normalised-black.ts';

export type OptionKind = 'call' | 'put';

/** A European option on a forward. Forward and strike in one unit of money, both positive. */
export interface OptionTerms {
  readonly kind: OptionKind;
  readonly forward: number;
  readonly strike: number;
  /** Years of 365 days, not negative. */
  readonly years: number;
  /** What one unit of money at expiry is worth now, in (0, 1]; 1 when left out. */
  readonly discountFactor?: number;
}

/** ln(F/K), precise near the money too. */
export const logMoneyness = (forward: number, strike: number): number => {
  const away = (forward - strike) / strike;
  return Math.abs(away) < 0.5 ? Math.log1p(away) : Math.log(forward / strike);
};

/** max(F − K, 0) of a call, max(K − F, 0) of a put; not discounted. */
export const intrinsicValue = ({ kind, forward, strike }: OptionTerms): number =>
  Math.max(kind === 'call' ? forward - strike : strike - forward, 0);

/**
 * Price of a European option by F. Black, "The pricing of commodity contracts", J. Financial Economics 3 (1976) 167–179:
 * call = D (F Φ(d1) − K Φ(d2)), put = D (K Φ(−d2) − F Φ(−d1)), d1,2 = (ln(F/K) ± σ²T/2) / (σ√T); in the unit of the forward.
 * It is taken as discounted intrinsic value plus the value of the option of the other side that is out of the money, so parity holds exactly and far
 * options keep their relative precision. Volatility: per √year, 1 = 100 %, not negative. Throws RangeError where a figure is out of its range.
 */
export function black76Price(terms: OptionTerms, volatility: number): number {
  checkTerms(terms);
  if (!(volatility >= 0)) throw new RangeError(`A volatility of ${volatility} has no price.`);
  const { forward, strike, years, discountFactor = 1 } = terms;
  const x = -Math.abs(logMoneyness(forward, strike));
  const timeValue = Math.sqrt(forward) * Math.sqrt(strike) * normalisedBlack(x, volatility * Math.sqrt(years));
  return discountFactor * (intrinsicValue(terms) + timeValue);
}

/** Throws RangeError unless the forward and the strike are positive, the time is not negative and the discount factor lies in (0, 1]. */
export function checkTerms({ forward, strike, years, discountFactor = 1 }: OptionTerms): void {
  const sound =
    forward > 0 && strike > 0 && years >= 0 && discountFactor > 0 && discountFactor <= 1 && forward + strike < Infinity;
  if (!sound) {
    throw new RangeError(
      `No option: forward ${forward}, strike ${strike}, ${years} years, discount factor ${discountFactor}.`,
    );
  }
}
