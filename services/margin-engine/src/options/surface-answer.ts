import type { ExpiryQuotes } from './option-chain.ts';
import { fitSurface, type VolatilitySurface } from './volatility-surface.ts';

/** One chain for the worker to fit; the answers come in the same order. */
export interface SurfaceRequest {
  readonly expiries: readonly ExpiryQuotes[];
}

/** The surface, or why there is none. */
export type SurfaceAnswer = { readonly surface: VolatilitySurface } | { readonly fault: string };

/** Fits a chain; what `fitSurface` throws becomes a fault, for it has to cross threads. */
export function answerOf(expiries: readonly ExpiryQuotes[]): SurfaceAnswer {
  try {
    return { surface: fitSurface(expiries) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
