import { defaultSmile, defaultVolatility } from './default-smile.ts';
import { type ExpiryQuotes, midQuote } from './option-chain.ts';
import { surfaceVolatility } from './surface-volatility.ts';
import { type RawSvi, totalVariance } from './svi.ts';
import { varianceYears } from './variance-years.ts';
import type { SurfaceSlice, VolatilitySurface } from './volatility-surface.ts';

/** Strikes of an expiry that must be quoted on both sides before its quotes count. */
export const QUOTED_STRIKES_MIN = 3;

/** The volatilities of one expiry as known now. */
export interface Smile {
  /** Whether the book has quoted this expiry, so that the smile is its own. */
  readonly quoted: boolean;
  /** Per √year at log-moneyness k = ln(K/F). */
  volatilityAt(k: number): number;
}

interface FittedSurface {
  /** Unix seconds of the quotes. */
  readonly at: number;
  readonly surface: VolatilitySurface;
}

/** Fits a chain; `SurfaceFitter.fit` in a running engine. */
export type FitSurface = (expiries: readonly ExpiryQuotes[]) => Promise<VolatilitySurface>;

/**
 * The volatility of every expiry, by underlying: of the last surface fitted to the book, which for an expiry of its own quotes is its slice and between expiries
 * linear in total variance; the default smile while nothing of the underlying has been quoted. A smile is kept when quotes go away.
 */
export class VolatilitySmiles {
  readonly #fit: FitSurface;
  readonly #atTheMoney: ReadonlyMap<number, number>;
  readonly #fitted = new Map<number, FittedSurface>();

  /** @param atTheMoney volatility per √year of the default smile by underlying, where it is not the usual one */
  constructor(fit: FitSurface, atTheMoney: ReadonlyMap<number, number> = new Map()) {
    this.#fit = fit;
    this.#atTheMoney = atTheMoney;
  }

  /** The default smile of an expiry `years` away. */
  defaultOf(underlying: number, years: number): RawSvi {
    return defaultSmile(this.#atTheMoney.get(underlying) ?? defaultVolatility(underlying), years);
  }

  /** The smile of an expiry (Unix seconds) at a time. */
  of(underlying: number, expiry: number, time: number): Smile {
    const fitted = this.#fitted.get(underlying);
    if (fitted) {
      const years = varianceYears(expiry, fitted.at);
      return {
        quoted: this.slice(underlying, expiry) !== null,
        volatilityAt: (k) => surfaceVolatility(fitted.surface, k, years),
      };
    }
    const years = varianceYears(expiry, time);
    const svi = this.defaultOf(underlying, years);
    return { quoted: false, volatilityAt: (k) => Math.sqrt(totalVariance(svi, k) / years) };
  }

  /** The fitted slice of an expiry, or null. */
  slice(underlying: number, expiry: number): SurfaceSlice | null {
    const slices = this.#fitted.get(underlying)?.surface.slices ?? [];
    return slices.find((slice) => slice.expiry === expiry) ?? null;
  }

  /** The forward (µUSD per lot) by put-call parity of the quotes that were fitted at this time (Unix seconds); null where they tell none. */
  parity(underlying: number, expiry: number, time: number): number | null {
    const forward = this.#fitted.get(underlying)?.at === time ? this.slice(underlying, expiry)?.forward : undefined;
    return forward?.source === 'parity' ? forward.price : null;
  }

  /** Fits what the book quotes of one underlying at a time (Unix seconds). Without enough quotes the last surface stays. Rejects where the fit does. */
  async refit(underlying: number, time: number, expiries: readonly ExpiryQuotes[]): Promise<void> {
    const quoted = expiries.filter(({ quotes }) => quotedStrikes(quotes) >= QUOTED_STRIKES_MIN);
    if (quoted.length === 0) return;
    const { slices, reach } = await this.#fit(quoted);
    const sound = slices.filter(({ points }) => points >= QUOTED_STRIKES_MIN);
    if (sound.length > 0) this.#fitted.set(underlying, { at: time, surface: { slices: sound, reach } });
  }
}

const quotedStrikes = (quotes: ExpiryQuotes['quotes']): number =>
  new Set(quotes.filter((quote) => midQuote(quote) !== null).map(({ strike }) => strike)).size;
