import type { OptionKind } from './black76.ts';
import type { RawSvi } from './svi.ts';

/** Best prices of one option series; money per unit of underlying, null where nobody quotes. */
export interface OptionQuote {
  readonly kind: OptionKind;
  readonly strike: number;
  readonly bid: number | null;
  readonly ask: number | null;
}

/** All series of one expiry. */
export interface ExpiryQuotes {
  /** Unix seconds. */
  readonly expiry: number;
  /** Years of 365 days until then, positive. */
  readonly years: number;
  /** Price of the dated future, or the index: used where the quotes themselves tell no forward. */
  readonly referencePrice: number;
  /** In (0, 1]; 1 when left out. */
  readonly discountFactor?: number;
  /** A smile of this expiry whose shape is taken, at the quoted level, where there are too few quotes for one of their own. */
  readonly shape?: RawSvi;
  readonly quotes: readonly OptionQuote[];
}

/** Middle and width of a two-sided quote, null for any other. */
export function midQuote({ bid, ask }: OptionQuote): { readonly mid: number; readonly spread: number } | null {
  if (bid === null || ask === null || !(bid > 0) || !(ask >= bid)) return null;
  return { mid: (bid + ask) / 2, spread: ask - bid };
}
