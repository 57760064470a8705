import {
  black76Greeks,
  black76Price,
  fitSurface,
  type RecordedOption,
  recordedQuotes,
  surfaceVolatility,
  type VolatilitySurface,
} from '../../../src/index.ts';

/** Quantiles of an absolute error, and the share of all that is at most 1e-4. */
export interface ErrorFigures {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly shareWithin1e4: number;
}

/** Own figures against those recorded of one chain; prices and vegas as shares of the venue's forward. */
export interface ChainComparison {
  readonly series: number;
  readonly expiries: number;
  /** Black-76 at the venue's mark volatility against the venue's mark. */
  readonly priceAtQuotedVolatility: ErrorFigures;
  readonly delta: ErrorFigures;
  /** Per percentage point of volatility. */
  readonly vega: ErrorFigures;
  /** Black-76 at the fitted surface's volatility against the venue's mark. */
  readonly surfacePrice: ErrorFigures;
  /** The same against Black-76 at the venue's mark volatility: free of forwards and quotes not being from one moment. */
  readonly surfaceSmile: ErrorFigures;
  /** Half of the recorded spread, for scale. */
  readonly halfSpreadP50: number;
  /** Share of two-sided quotes whose bid and ask the surface's price lies between. */
  readonly withinQuote: number;
  /** Of the parity forwards, as a share of the venue's forward. */
  readonly forwardErrorMax: number;
}

const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.floor(share * (ascending.length - 1))]!;
const rounded = (value: number): number => Number(value.toPrecision(3));

function errorFigures(errors: readonly number[]): ErrorFigures {
  const ascending = errors.map(Math.abs).sort((a, b) => a - b);
  const at = (share: number): number => rounded(quantile(ascending, share));
  return {
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    shareWithin1e4: rounded(ascending.filter((error) => error <= 1e-4).length / ascending.length),
  };
}

const YEAR_SECONDS = 31_536_000;

function compareOption(option: RecordedOption, surface: VolatilitySurface) {
  const { kind, strike, forward, expiry, time, bid, ask } = option;
  const terms = { kind, strike, forward, years: (expiry - time) / YEAR_SECONDS };
  const slice = surface.slices.find((one) => one.expiry === expiry)!;
  const k = Math.log(strike / slice.forward.price);
  const atQuoted = black76Price(terms, option.markVolatility) / forward;
  const atSurface = black76Price(terms, surfaceVolatility(surface, k, slice.years)) / forward;
  const greeks = black76Greeks(terms, option.markVolatility);
  return {
    price: atQuoted - option.mark,
    delta: greeks.delta - option.delta,
    vega: (greeks.vega / 100 - option.vega) / forward,
    surfacePrice: atSurface - option.mark,
    surfaceSmile: atSurface - atQuoted,
    quote: bid !== null && ask !== null ? { half: (ask - bid) / 2, holds: bid <= atSurface && atSurface <= ask } : null,
    forward: slice.forward.source === 'parity' ? slice.forward.price / forward - 1 : 0,
  };
}

/** Fits a surface to the recorded quotes of one currency and compares. */
export function compareChain(options: readonly RecordedOption[]): ChainComparison {
  const surface = fitSurface(recordedQuotes(options));
  const compared = options
    .filter(({ expiry }) => surface.slices.some((slice) => slice.expiry === expiry))
    .map((option) => compareOption(option, surface));
  const quotes = compared.flatMap(({ quote }) => (quote ? [quote] : []));
  return {
    series: compared.length,
    expiries: surface.slices.length,
    priceAtQuotedVolatility: errorFigures(compared.map(({ price }) => price)),
    delta: errorFigures(compared.map(({ delta }) => delta)),
    vega: errorFigures(compared.map(({ vega }) => vega)),
    surfacePrice: errorFigures(compared.map(({ surfacePrice }) => surfacePrice)),
    surfaceSmile: errorFigures(compared.map(({ surfaceSmile }) => surfaceSmile)),
    halfSpreadP50: rounded(
      quantile(
        quotes.map(({ half }) => half).sort((a, b) => a - b),
        0.5,
      ),
    ),
    withinQuote: rounded(quotes.filter(({ holds }) => holds).length / quotes.length),
    forwardErrorMax: rounded(Math.max(...compared.map(({ forward }) => Math.abs(forward)))),
  };
}
