import {
  black76Price,
  type ExpiryQuotes,
  fitSurface,
  impliedVolatility,
  type RecordedOption,
  recordedQuotes,
} from '../../services/margin-engine/src/index.ts';
import { CHAINS, type ChainName, readChain } from '../../services/margin-engine/test/options/recorded/chains.ts';
import {
  type ChainComparison,
  compareChain,
} from '../../services/margin-engine/test/options/recorded/compare-chain.ts';
import { coreSeconds } from './core-time.ts';
import type { Tell } from './report.ts';

/** Refits of one surface; milliseconds on one core. */
export interface RefitFigures {
  readonly series: number;
  readonly expiries: number;
  /** The first fit of the process: nothing is compiled yet. */
  readonly firstMs: number;
  readonly meanMs: number;
}

/** Option analytics against recorded chains, and how long they take on one core. */
export interface OptionsFigures {
  readonly chains: Readonly<Record<string, ChainComparison>>;
  readonly refit: RefitFigures;
  /** The largest recorded chain of one currency. */
  readonly refitLargest: RefitFigures;
  readonly priceNanoseconds: number;
  readonly impliedVolatilityNanoseconds: number;
}

const REFIT_SERIES = 200;
const REFITS = 20;
const PRICES = 200_000;

const milliseconds = (seconds: number): number => Number((seconds * 1000).toPrecision(3));

/** The series nearest to the money, in standard deviations at 100 % volatility. */
function nearestTheMoney(options: readonly RecordedOption[], count: number): RecordedOption[] {
  const distance = ({ strike, forward, expiry, time }: RecordedOption): number =>
    Math.abs(Math.log(strike / forward)) / Math.sqrt(expiry - time);
  return [...options].sort((a, b) => distance(a) - distance(b)).slice(0, count);
}

function measureRefit(options: readonly RecordedOption[]): RefitFigures {
  const expiries: readonly ExpiryQuotes[] = recordedQuotes(options);
  let from = coreSeconds();
  const { slices } = fitSurface(expiries);
  const firstMs = milliseconds(coreSeconds() - from);
  for (let i = 0; i < REFITS; i++) fitSurface(expiries);
  from = coreSeconds();
  for (let i = 0; i < REFITS; i++) fitSurface(expiries);
  return {
    series: options.length,
    expiries: slices.length,
    firstMs,
    meanMs: milliseconds((coreSeconds() - from) / REFITS),
  };
}

/** Nanoseconds for one call, over strikes from 0.5 to 2 times the forward. */
function nanoseconds(call: (strike: number) => number): number {
  let sum = 0;
  const run = (): void => {
    for (let i = 0; i < PRICES; i++) sum += call(50 + (i % 151));
  };
  run();
  const from = coreSeconds();
  run();
  if (!Number.isFinite(sum)) throw new Error('a price is no number');
  return Math.round(((coreSeconds() - from) / PRICES) * 1e9);
}

/** Prices, greeks and surfaces against the recorded chains beside the repository. Throws where they are missing. */
export function benchOptions(tell: Tell): OptionsFigures {
  const refit = measureRefit(nearestTheMoney(readChain('calm 2026-01-15', 'BTC'), REFIT_SERIES));
  tell(`${refit.series} series of ${refit.expiries} expiries in ${refit.meanMs} ms`);
  const chains: Record<string, ChainComparison> = {};
  for (const name of Object.keys(CHAINS) as ChainName[]) {
    for (const currency of ['BTC', 'ETH']) {
      const options = readChain(name, currency);
      if (options.length > 0) chains[`${name} ${currency}`] = compareChain(options);
    }
  }
  tell(`${Object.keys(chains).length} recorded chains compared`);
  const terms = (strike: number) => ({ kind: 'call', forward: 100, strike, years: 0.25 }) as const;
  return {
    chains,
    refit,
    refitLargest: measureRefit(readChain('crash 2026-02-05', 'ETH')),
    priceNanoseconds: nanoseconds((strike) => black76Price(terms(strike), 0.6)),
    impliedVolatilityNanoseconds: nanoseconds((strike) =>
      impliedVolatility(terms(strike), Math.max(100 - strike, 0) + 1 + (strike % 7) / 10),
    ),
  };
}
