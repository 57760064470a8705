import { BITS, LEVY_CAP_SHIFT } from '../parameters.ts';
import { HOLDING_MARGIN_BITS, lotMargin } from './holding.ts';
import type { MarketFigures } from './market-figures.ts';

const FRACTION = BigInt(BITS.cashIndexFraction);
const CAP = FRACTION - HOLDING_MARGIN_BITS - BigInt(LEVY_CAP_SHIFT);

/** Most that a levy may take from each lot of the winners, 2^-24 µUSD: an eighth of the initial margin of a lot on their side. */
export const levyCap = (figures: MarketFigures, short: boolean): bigint => lotMargin(short ? -1n : 1n, figures) << CAP;

/** µUSD that a levy brings, rounded down: all lots of one side are the open interest. */
export const levyCash = (openInterest: bigint, levyStep: bigint): bigint => (openInterest * levyStep) >> FRACTION;

/** The least levy that brings this many µUSD, 2^-24 µUSD per lot; `openInterest` must not be 0. */
export const leastLevyStep = (openInterest: bigint, cash: bigint): bigint =>
  cash > 0n ? ((cash << FRACTION) + openInterest - 1n) / openInterest : 0n;
